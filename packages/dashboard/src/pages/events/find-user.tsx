import { useState } from "preact/hooks";
import type { JSX } from "preact";
import { focusPage } from "../../components/focus-page.ts";
import { Icon } from "../../components/icon.tsx";
import { useViewState } from "../../url-state/use-view-state.ts";
import { labelOf, parseKind } from "./event-kind.ts";

/** The way to one user's timeline, and back from one kind of event to all. */
export function FindUser(): JSX.Element {
  const { view, update } = useViewState();
  const [id, setId] = useState("");
  const kind = parseKind(view.event);
  return (
    <form
      class="event-bar"
      role="search"
      aria-label="Users"
      onSubmit={(event) => {
        event.preventDefault();
        if (id.trim() === "") return;
        update({ user: id.trim() });
        focusPage();
      }}
    >
      <input
        class="field"
        aria-label="Id of a user"
        placeholder="User id or anonymous id"
        autocomplete="off"
        spellcheck={false}
        value={id}
        onInput={(event) => setId(event.currentTarget.value)}
      />
      <button type="submit" class="button">
        Show timeline
      </button>
      {kind && (
        <span class="chip">
          {labelOf(kind)}
          <button
            type="button"
            aria-label={`Show all events, not only ${labelOf(kind)}`}
            onClick={() => update({ event: undefined })}
          >
            <Icon name="close" />
          </button>
        </span>
      )}
      {view.query !== "" && <span class="muted">The filter line is for requests.</span>}
    </form>
  );
}
