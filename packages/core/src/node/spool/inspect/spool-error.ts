import { PeekError } from "@peekjs/protocol";

/** Names the folder and what to do where the file system refuses something. */
export function spoolError(folder: string, error: unknown): PeekError {
  if (error instanceof PeekError) return error;
  const reason = (error as NodeJS.ErrnoException).code ?? String(error);
  return new PeekError(
    "PEEK_E_SPOOL",
    `The spool in ${folder} cannot be read or changed (${reason}). Is it the storagePath of the app, and this the app's user?`,
    { cause: error },
  );
}
