import { StoreBusyError } from "@peekjs/protocol";

/** Batches that may wait for their handler at the same time. */
const CAPACITY = 1_000;

/** What keeps an edge runtime alive after an answer. */
export interface ExecutionContext {
  waitUntil: (work: Promise<unknown>) => void;
}

/** Handlers that run after their request was answered. */
export class BackgroundWork {
  readonly #pending = new Set<Promise<void>>();
  readonly #onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** @throws StoreBusyError when too many are running. */
  add(work: () => Promise<void>, execution: ExecutionContext | undefined): void {
    if (this.#pending.size >= CAPACITY) {
      throw new StoreBusyError(`${CAPACITY} batches wait for their handler.`, 2);
    }
    const running = Promise.resolve()
      .then(work)
      .catch(this.#onError)
      .finally(() => this.#pending.delete(running));
    this.#pending.add(running);
    execution?.waitUntil(running);
  }

  /** Resolves when all that was added has ended. */
  async settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }
}
