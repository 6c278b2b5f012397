/** Milliseconds that a flush may take. */
export const FLUSH_TIMEOUT = 30_000;
/** Milliseconds that a shutdown may take. */
export const SHUTDOWN_TIMEOUT = 5_000;
/** Milliseconds that a timer can wait. */
const LONGEST = 2_147_483_647;

/** Milliseconds that a call may take, as a timer takes them, whatever the app hands over. */
export function timeoutOf(
  options: { timeout?: unknown } | null | undefined,
  otherwise: number,
): number {
  const timeout = options?.timeout;
  return typeof timeout === "number" && timeout >= 0 ? Math.min(timeout, LONGEST) : otherwise;
}
