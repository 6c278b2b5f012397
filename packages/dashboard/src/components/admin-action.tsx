import { useState } from "preact/hooks";
import type { JSX } from "preact";
import { isKeyError } from "../api/fetch-json.ts";
import { readKey } from "../api/read-key.ts";

/** Something that a collector in production does for holders of an admin key alone. */
export interface AdminAction {
  /** Does it, unless it is being done. */
  run: () => void;
  isRunning: boolean;
  /** Why it was not done. */
  problem: Error | undefined;
  /** Kept no longer than the dialog is open: the page itself reads with another. */
  adminKey: string;
  setAdminKey: (key: string) => void;
}

/** @param act gets the admin key, once one was typed */
export function useAdminAction(act: (adminKey: string | undefined) => Promise<void>): AdminAction {
  const [isRunning, setRunning] = useState(false);
  const [problem, setProblem] = useState<Error>();
  const [adminKey, setAdminKey] = useState("");

  const run = async (): Promise<void> => {
    if (isRunning) return;
    setRunning(true);
    try {
      await act(adminKey.trim() || undefined);
      setProblem(undefined);
    } catch (error) {
      setProblem(error as Error);
    }
    setRunning(false);
  };
  return { run: () => void run(), isRunning, problem, adminKey, setAdminKey };
}

interface AdminKeyFieldProps {
  action: AdminAction;
  /** Whether it is asked for before it is found missing, where the page reads with a key for reading. */
  isEarly?: boolean;
}

/** Says why it was not done, and asks for the admin key where that was missing. */
export function AdminKeyField({ action, isEarly = false }: AdminKeyFieldProps): JSX.Element {
  const { problem, adminKey, setAdminKey } = action;
  const isMissing = isEarly && readKey()?.startsWith("peek_r_") === true;
  return (
    <>
      {problem && <p role="alert">{problem.message}</p>}
      {(isMissing || isKeyError(problem)) && (
        <label>
          Admin key, for this alone
          <input
            type="password"
            class="field"
            placeholder="peek_a_…"
            autocomplete="off"
            value={adminKey}
            onInput={(event) => setAdminKey(event.currentTarget.value)}
          />
        </label>
      )}
    </>
  );
}
