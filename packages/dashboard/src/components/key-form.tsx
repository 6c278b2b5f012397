import { useState } from "preact/hooks";
import type { JSX } from "preact";
import { readKey, rememberReadKey } from "../api/read-key.ts";

/** Asks for the key without which a collector in production shows nothing. */
export function KeyForm({ error }: { error: Error }): JSX.Element {
  const [key, setKey] = useState("");
  const [isKept, setKept] = useState(true);
  return (
    <div class="page">
      <form
        class="notice"
        onSubmit={(event) => {
          event.preventDefault();
          if (rememberReadKey(key.trim())) location.reload();
          else setKept(false);
        }}
      >
        <p>
          <strong>This collector needs a read key.</strong>
        </p>
        {isKept ? (
          <p class="muted" role={readKey() === undefined ? undefined : "alert"}>
            {readKey() === undefined
              ? "It begins with peek_r_, or with peek_a_ to erase users as well, and is kept in this tab alone."
              : error.message}
          </p>
        ) : (
          <p class="muted" role="alert">
            This browser keeps nothing for this page. Allow it to store data for this address.
          </p>
        )}
        <p class="notice-actions">
          <input
            type="password"
            class="field"
            aria-label="Read key"
            placeholder="peek_r_…"
            autocomplete="off"
            required
            value={key}
            onInput={(event) => setKey(event.currentTarget.value)}
          />
          <button type="submit" class="button">
            Show the page
          </button>
        </p>
      </form>
    </div>
  );
}
