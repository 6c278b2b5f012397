import { useQueryClient } from "@tanstack/preact-query";
import type { UserErasure, UserProfile } from "@peekjs/protocol";
import { useState } from "preact/hooks";
import type { JSX } from "preact";
import { EVENTS } from "../../api/event-queries.ts";
import { eraseUser } from "../../api/user-data.ts";
import { AdminKeyField, useAdminAction } from "../../components/admin-action.tsx";
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
  const [erased, setErased] = useState<UserErasure>();
  const erasure = useAdminAction(async (adminKey) => setErased(await eraseUser(id, adminKey)));
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
          class="stacked-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (typed === id) erasure.run();
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
          <AdminKeyField action={erasure} isEarly />
          <button type="submit" class="button" data-danger disabled={typed !== id}>
            {erasure.isRunning ? "Erasing…" : "Erase"}
          </button>
        </form>
      )}
    </Dialog>
  );
}

/** What took the place of a form that had the focus. */
function takeFocus(element: HTMLElement | null): void {
  element?.focus();
}

function amount(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}
