import type { Peek } from "@peekjs/core";
import { recordItem, recordRequest } from "./items.ts";
import { Journal } from "./journal.ts";

/** Records items one after the other, and writes each down once it is recorded. */
export class Recorder {
  readonly #client: Peek;
  readonly #journal: Journal;
  readonly #record: (client: Peek, item: number) => void;
  #timer: NodeJS.Timeout | undefined;

  /** @param kind whether some items are product events */
  constructor(client: Peek, journal: string, kind: "requests" | "mixed" = "mixed") {
    this.#client = client;
    this.#record = kind === "mixed" ? recordItem : recordRequest;
    this.#journal = new Journal(journal);
  }

  /** Records so many items each millisecond, until it has come to the last or is stopped. */
  start(first: number, perTurn: number, last = Number.POSITIVE_INFINITY, onEnd?: () => void): void {
    const end = Math.min(last, first + perTurn - 1);
    for (let item = first; item <= end; item++) {
      this.#record(this.#client, item);
      this.#journal.write(item);
    }
    if (end === last) onEnd?.();
    else this.#timer = setTimeout(() => this.start(end + 1, perTurn, last, onEnd), 1);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** Leaves nothing behind that keeps the process alive. */
  close(): void {
    this.stop();
    this.#journal.close();
  }
}
