import { StoreBusyError } from "@peekjs/protocol";

/** How long a request waits for room in the store, in milliseconds: less than clients wait for an answer. */
const PATIENCE = 6_000;
const PAUSE = 250;

/**
 * Tries again while the store is busy: several vendors' clients lose a batch, or end their process, after the few
 * attempts that a 503 gives them.
 *
 * @throws StoreBusyError when there was no room for several seconds.
 */
export async function patiently<T>(append: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    try {
      return await append();
    } catch (error) {
      if (!(error instanceof StoreBusyError) || performance.now() > deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}
