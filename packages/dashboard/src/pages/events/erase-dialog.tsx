import { useQueryClient } from "@tanstack/preact-query";
import type { UserErasure, UserProfile } from "@peekjs/protocol";
import { useState } from "preact/hooks";
import type { JSX } from "preact";
import { EVENTS } from "../../api/event-queries.ts";
import { eraseUser } from "../../api/user-data.ts";
import { Dialog } from "../../components/dialog.tsx";
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
  const [problem, setProblem] = useState("");
  const [erased, setErased] = useState<UserErasure>();

  const erase = async (): Promise<void> => {
    setErasing(true);
    setProblem("");
    try {
      setErased(await eraseUser(id));
    } catch (error) {
      setProblem((error as Error).message);
    }
    setErasing(false);
  };
  const close = (): void => {
    onClose();
    if (!erased) return;
    client.removeQueries({ queryKey: [EVENTS] });
    update({ user: undefined });
  };
  const ids = [...profile.userIds, ...profile.anonymousIds];
  return (
    <Dialog label="Erase a user" title={`Erase ${id}`} onClose={close}>
      {erased ? (
        <p role="status">
          Erased: {amount(erased.events, "event")}, {amount(erased.requests, "request")},{" "}
          {amount(erased.sessions, "session")} and {formatCount(erased.queued)} waiting for
          destinations. What is sent later is kept again.
        </p>
      ) : (
        <form
          class="erase"
          onSubmit={(event) => {
            event.preventDefault();
            if (typed === id) void erase();
          }}
        >
          <p>
            Every event, session, request and trait kept under {ids.join(", ")} is deleted, for
            good. Totals keep their counts; what destinations already have is theirs to delete.
          </p>
          <label>
            Type <strong>{id}</strong> to confirm
            <input
              class="field"
              autocomplete="off"
              spellcheck={false}
              value={typed}
              onInput={(event) => setTyped(event.currentTarget.value)}
            />
          </label>
          {problem !== "" && <p role="alert">{problem}</p>}
          <button type="submit" class="button" data-danger disabled={typed !== id || isErasing}>
            {isErasing ? "Erasing…" : "Erase"}
          </button>
        </form>
      )}
    </Dialog>
  );
}

function amount(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}
