import type { StoredRequest } from "@peekjs/protocol";

/** What the live stream showed at one moment. */
export interface LiveBatch {
  /** Position in the stream: each batch has a larger one. */
  cursor: number;
  rows: readonly StoredRequest[];
  /** How many requests the rows stand for. */
  total: number;
}

/** The latest batches, up to a number of rows, for clients that reconnect. */
export class ReplayRing {
  readonly #capacity: number;
  #batches: LiveBatch[] = [];
  #rows = 0;
  #floor = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  push(batch: LiveBatch): void {
    this.#batches.push(batch);
    this.#rows += batch.rows.length;
    while (this.#rows > this.#capacity) {
      const oldest = this.#batches.shift();
      if (oldest === undefined) return;
      this.#rows -= oldest.rows.length;
      this.#floor = oldest.cursor;
    }
  }

  /** Forgets everything up to a cursor that nobody recorded. */
  clear(cursor: number): void {
    this.#batches = [];
    this.#rows = 0;
    this.#floor = cursor;
  }

  /** Forgets rows wherever they are. */
  remove(isMeant: (row: StoredRequest) => boolean): void {
    this.#batches = this.#batches.map((batch) => ({
      ...batch,
      rows: batch.rows.filter((row) => !isMeant(row)),
    }));
    this.#rows = this.#batches.reduce((sum, { rows }) => sum + rows.length, 0);
  }

  /** The batches after a cursor; undefined when some of them are gone. */
  after(cursor: number): readonly LiveBatch[] | undefined {
    if (cursor < this.#floor) return undefined;
    return this.#batches.filter((batch) => batch.cursor > cursor);
  }
}
