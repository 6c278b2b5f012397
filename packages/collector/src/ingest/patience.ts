import { StoreBusyError } from "@peekjs/protocol";

/** How long a request waits for room in the store, in milliseconds: less than clients wait for an answer. */
const LIMIT = 6_000;
const PAUSE = 250;
/** Requests that wait at the same time: what they hold stays in memory meanwhile. */
const CAPACITY = 64;

/**
 * Tries again while the store is busy: several vendors' clients lose a batch, or end their process, after the few
 * attempts that a 503 gives them.
 */
export class Patience {
  #waiting = 0;

  /** @throws StoreBusyError when there was no room for several seconds, or too many wait already. */
  async append<T>(attempt: () => Promise<T>): Promise<T> {
    const deadline = performance.now() + LIMIT;
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        const mayWait = performance.now() < deadline && this.#waiting < CAPACITY;
        if (!(error instanceof StoreBusyError) || !mayWait) throw error;
      }
      this.#waiting++;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
      this.#waiting--;
    }
  }
}
