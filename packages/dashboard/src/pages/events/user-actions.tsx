import type { UserProfile } from "@peekjs/protocol";
import { useState } from "preact/hooks";
import type { JSX } from "preact";
import { exportUser } from "../../api/user-data.ts";
import { EraseDialog } from "./erase-dialog.tsx";

interface UserActionsProps {
  id: string;
  profile: UserProfile;
}

/** What a user may ask for: a copy of everything, and that it be deleted. */
export function UserActions({ id, profile }: UserActionsProps): JSX.Element {
  const [isErasing, setErasing] = useState(false);
  const [problem, setProblem] = useState("");
  const save = async (): Promise<void> => {
    setProblem("");
    try {
      saveAs(await exportUser(id), `user-${id.replaceAll(/[^\w-]+/g, "_")}.ndjson`);
    } catch (error) {
      setProblem((error as Error).message);
    }
  };
  return (
    <div class="user-actions">
      {problem !== "" && <span role="alert">{problem}</span>}
      <button type="button" class="button" onClick={() => void save()}>
        Export
      </button>
      <button type="button" class="button" data-danger onClick={() => setErasing(true)}>
        Erase…
      </button>
      {isErasing && <EraseDialog id={id} profile={profile} onClose={() => setErasing(false)} />}
    </div>
  );
}

function saveAs(content: Blob, name: string): void {
  const href = URL.createObjectURL(content);
  const link = Object.assign(document.createElement("a"), { href, download: name });
  link.click();
  // The download reads it after this.
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}
