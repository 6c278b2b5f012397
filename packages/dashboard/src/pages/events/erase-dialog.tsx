import { useQueryClient } from "@tanstack/preact-query";
import type { UserErasure, UserProfile } from "@peekjs/protocol";
import { useState } from "preact/hooks";
import type { JSX } from "preact";
import { EVENTS } from "../../api/event-queries.ts";
import { isKeyError } from "../../api/fetch-json.ts";
import { eraseUser } from "../../api/user-data.ts";
import { Dialog } from "../../components/dialog.tsx";
import { focusPage } from "../../components/focus-page.ts";
import { formatCount } from "../../format/number.ts";
import { useViewState } from "../../url-state/use-view-state.ts";

interface EraseDialogProps {
  id: string;
  profile: UserProfile;
  onClose: () => void;
}

/** Asks for the id before it deletes: there is no way back. */
export function EraseDialog({ id, profile, onClose }: EraseDialogProps): JSX.Element {
  const client = useQueryClient();
  const { update } = useViewState();
  const [typed, setTyped] = useState("");
  const [isErasing, setErasing] = useState(false);
  const [problem, setProblem] = useState<Error>();
  const [adminKey, setAdminKey] = useState("");
  const [erased, setErased] = useState<UserErasure>();

  const erase = async (): Promise<void> => {
    setErasing(true);
    try {
      setErased(await eraseUser(id, adminKey.trim() || undefined));
    } catch (error) {
      setProblem(error as Error);
    }
    setErasing(false);
  };
  const close = (): void => {
    onClose();
    if (!erased) return;
    client.removeQueries({ queryKey: [EVENTS] });
    update({ user: undefined });
    focusPage();
  };
  const ids = [...profile.userIds, ...profile.anonymousIds];
  return (
    <Dialog label="Erase a user" title={`Erase ${id}`} onClose={close}>
      {erased ? (
        <p role="status" tabIndex={-1} ref={takeFocus}>
          Erased: {amount(erased.events, "event")}, {amount(erased.requests, "request")},{" "}
          {amount(erased.sessions, "session")} and {formatCount(erased.queued)} waiting for
          destinations. What is sent later is kept again.
        </p>
      ) : (
        <form
          class="erase"
          onSubmit={(event) => {
            event.preventDefault();
            if (typed === id && !isErasing) void erase();
          }}
        >
          <p>
            Every event, session, request and trait kept under {ids.join(", ")} is deleted, for
            good. Totals keep their counts; what destinations already have is theirs to delete.
          </p>
          <label>
            <span>
              Type <strong>{id}</strong> to confirm
            </span>
            <input
              class="field"
              autocomplete="off"
              spellcheck={false}
              value={typed}
              onInput={(event) => setTyped(event.currentTarget.value)}
            />
          </label>
          {problem && <p role="alert">{problem.message}</p>}
          {isKeyError(problem) && <AdminKeyField value={adminKey} onChange={setAdminKey} />}
          <button type="submit" class="button" data-danger disabled={typed !== id}>
            {isErasing ? "Erasing…" : "Erase"}
          </button>
        </form>
      )}
    </Dialog>
  );
}

function AdminKeyField(props: { value: string; onChange: (key: string) => void }): JSX.Element {
  return (
    <label>
      Admin key, for this alone
      <input
        type="password"
        class="field"
        placeholder="peek_a_…"
        autocomplete="off"
        value={props.value}
        onInput={(event) => props.onChange(event.currentTarget.value)}
      />
    </label>
  );
}

/** What took the place of a form that had the focus. */
function takeFocus(element: HTMLElement | null): void {
  element?.focus();
}

function amount(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}
