import { PeekError } from "@peekjs/protocol";

const QUIET_TIME = 60_000;

export type Report = (error: PeekError) => void;

/**
 * Tells troubles to the app's `onError`, or as one line to the operators: each code at most once a minute.
 * Never throws.
 */
export function createReport(
  onError: ((error: PeekError) => void) | undefined,
  print: (line: string) => void,
): Report {
  const saidAt = new Map<string, number>();
  const tell = onError === undefined ? undefined : onceAtATime(onError);
  return (error) => {
    try {
      if (tell !== undefined) {
        tell(error);
        return;
      }
      const now = performance.now();
      const last = saidAt.get(error.code);
      if (last !== undefined && now - last < QUIET_TIME) return;
      saidAt.set(error.code, now);
      print(`[peek] ${error.code} ${error.message}`);
    } catch {
      // The app's own handler failed: that is not the request's trouble.
    }
  };
}

/** What goes wrong by the handler's own calls is not told to it: it would come back without end. */
function onceAtATime(onError: (error: PeekError) => void): (error: PeekError) => void {
  let isTelling = false;
  return (error) => {
    if (isTelling) return;
    isTelling = true;
    try {
      ignoreRejection(onError(error));
    } finally {
      isTelling = false;
    }
  };
}

/** An asynchronous handler may fail too. */
function ignoreRejection(result: unknown): void {
  Promise.resolve(result).catch(() => undefined);
}

/** A defect of peek itself: told, and of no consequence for the app. */
export function internalError(error: unknown): PeekError {
  return error instanceof PeekError
    ? error
    : new PeekError("PEEK_E_INTERNAL", `peek failed and goes on: ${describe(error)}`, {
        cause: error,
      });
}

/** Apps throw what they like, also what no text can be made of. */
function describe(error: unknown): string {
  try {
    return String(error);
  } catch {
    return typeof error;
  }
}
