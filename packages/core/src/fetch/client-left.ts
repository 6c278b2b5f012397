import { now } from "../time/clock.ts";

/**
 * Watches for a client that leaves before its request is answered, which Bun tells by the request's signal. On Deno the
 * signal fires for answers that arrive too, with a warning to whoever has looked at it. Never throws.
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
