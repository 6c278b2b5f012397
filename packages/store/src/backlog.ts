import { type PeekError, StoreBusyError } from "@peekjs/protocol";

/** Seconds after which a client that was turned away is asked to come back. */
const RETRY_AFTER = 2;

/** Records, and bytes of the log that hold them. */
export interface Load {
  records: number;
  bytes: number;
}

/** What is acknowledged and not loaded yet. */
export class Backlog implements Load {
  records = 0;
  bytes = 0;
  /** Why nothing is taken until the store is opened again. */
  failure: PeekError | undefined;
  readonly #limit: Load;

  /** @param limit at which nothing more is taken */
  constructor(limit: Load) {
    this.#limit = limit;
  }

  add({ records, bytes }: Load): void {
    this.records += records;
    this.bytes += bytes;
  }

  remove({ records, bytes }: Load): void {
    this.records -= records;
    this.bytes -= bytes;
  }

  /** Why nothing more is taken at present. */
  refusal(): PeekError | StoreBusyError | undefined {
    if (this.failure) return this.failure;
    if (this.records < this.#limit.records && this.bytes < this.#limit.bytes) return undefined;
    return new StoreBusyError(
      `The store has ${this.records} records of ${this.bytes} bytes to load before it can take more.`,
      RETRY_AFTER,
    );
  }
}
