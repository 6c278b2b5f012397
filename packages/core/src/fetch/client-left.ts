import { now } from "../time/clock.ts";

/**
 * Watches for a client that leaves before its request is answered: Bun aborts the request's signal then. On Deno the
 * signal is aborted after an answer that arrives too, and merely reading it prints a warning. Never throws.
 *
 * @returns tells when the client left, on the monotonic clock; undefined while it has not
 */
export function watchClient(raw: Request): () => number | undefined {
  let leftAt: number | undefined;
  try {
    if ("Bun" in globalThis) {
      raw.signal.addEventListener("abort", () => {
        leftAt = now();
      });
    }
  } catch {
    // Frameworks serve objects with no more than a method and a URL.
  }
  return () => leftAt;
}
