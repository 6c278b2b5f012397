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
  let isTelling = false;

  /** Asynchronous, because the app's own handler may fail at once or later: that is not the request's trouble. */
  async function tell(error: PeekError): Promise<void> {
    if (onError !== undefined) return onError(error);
    const now = performance.now();
    if (now - (saidAt.get(error.code) ?? -QUIET_TIME) < QUIET_TIME) return;
    saidAt.set(error.code, now);
    print(`[peek] ${error.code} ${error.message}`);
  }

  return (trouble) => {
    // What goes wrong by the handler's own calls is not told to it: it would come back without end.
    if (isTelling) return;
    isTelling = true;
    tell(trouble).catch(() => undefined);
    isTelling = false;
  };
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
