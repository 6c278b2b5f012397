export type Cancel = () => void;

/** Milliseconds beyond which a timer would ring at once. */
export const LONGEST_TIMER = 2 ** 31 - 1;

/** Calls back later; a timer that does not keep a process alive, where the runtime has such. */
export function schedule(callback: () => void, milliseconds: number): Cancel {
  const timer: unknown = setTimeout(callback, Math.min(LONGEST_TIMER, milliseconds));
  if (typeof timer === "object" && timer !== null && "unref" in timer) {
    (timer as { unref(): void }).unref();
  }
  return () => clearTimeout(timer as ReturnType<typeof setTimeout>);
}

/** Resolves after so many milliseconds, or when the signal aborts. */
export function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds <= 0 || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = (): void => {
      cancel();
      signal.removeEventListener("abort", finish);
      resolve();
    };
    const cancel = schedule(finish, milliseconds);
    signal.addEventListener("abort", finish);
  });
}

export function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve()));
}

/** Lets the runtime do what else there is to do. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}
