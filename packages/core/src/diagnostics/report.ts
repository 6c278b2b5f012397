import { PeekError } from "@peekjs/protocol";
import { now } from "../time/clock.ts";

const QUIET_TIME = 60_000;

export type Report = (error: PeekError) => void;

/**
 * Tells troubles to the app's `onError`, or as one line to the operators: each code at most once a minute.
 * What is no PeekError is told as a defect of peek itself. Never throws.
 */
export function createReport(
  onError: ((error: PeekError) => void) | undefined,
  print: (line: string) => void,
): (trouble: unknown) => void {
  const quietUntil: Record<string, number> = {};
  let isTelling = false;

  /** Asynchronous, because the app's own handler may fail at once or later: that is not the request's trouble. */
  async function tell(trouble: unknown): Promise<void> {
    const error = internalError(trouble);
    if (onError) return onError(error);
    const time = now();
    if (time < (quietUntil[error.code] ?? 0)) return;
    quietUntil[error.code] = time + QUIET_TIME;
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

/** Lets work go on that nobody waits for: no failure of it may become the app's unhandled rejection. */
export function inBackground(work: Promise<unknown>, report: Report): void {
  work.catch((error: unknown) => report(internalError(error)));
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
export function describe(error: unknown): string {
  try {
    return String(error);
  } catch {
    return typeof error;
  }
}
