/**
 * Watches for a client that leaves before its request is answered: Bun aborts the request's signal then. On Deno the
 * signal is aborted after an answer that arrives too, and merely reading it prints a warning. Never throws.
 */
export function watchClient(raw: Request, onLeft: () => void): void {
  try {
    if ("Bun" in globalThis) raw.signal.addEventListener("abort", onLeft, { once: true });
  } catch {
    // Frameworks serve objects with no more than a method and a URL.
  }
}
