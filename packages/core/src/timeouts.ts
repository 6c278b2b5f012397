const FLUSH = 30_000;
const SHUTDOWN = 5_000;
const LONGEST = 2 ** 31 - 1;

interface TimeoutOptions {
  timeout?: number;
}

/** Milliseconds that a flush may take. */
export function flushTimeout(options: TimeoutOptions | null): number {
  return timeoutOf(options, FLUSH);
}

/** Milliseconds that a shutdown may take. */
export function shutdownTimeout(options: TimeoutOptions | null): number {
  return timeoutOf(options, SHUTDOWN);
}

/** As a timer takes them, whatever the app hands over. */
function timeoutOf(options: TimeoutOptions | null, otherwise: number): number {
  const timeout: unknown = options?.timeout;
  return typeof timeout === "number" && timeout >= 0 ? Math.min(timeout, LONGEST) : otherwise;
}
