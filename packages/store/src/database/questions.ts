import type { DuckDBConnection } from "@duckdb/node-api";
import { PeekError } from "@peekjs/protocol";
import { Semaphore } from "@peekjs/protocol/internal";

/** Questions that are answered at the same time; further ones wait for their turn. */
const MOST_AT_A_TIME = 4;
/** Milliseconds, the time in which a question waits for its turn included. */
const PATIENCE = 30_000;
/** Milliseconds between interruptions of a question that consists of many statements. */
const AGAIN = 100;

type Connect = () => Promise<DuckDBConnection>;

/** Answers questions, each on a connection of its own: a few at a time, and none for ever. */
export class Questions {
  readonly #connect: Connect;
  readonly #patience: number;
  readonly #turns = new Semaphore(MOST_AT_A_TIME);

  constructor(connect: Connect, patience: number = PATIENCE) {
    this.#connect = connect;
    this.#patience = patience;
  }

  /** @throws PeekError `PEEK_E_STORE_TIMEOUT` when it takes too long. */
  async answer<T>(use: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const deadline = performance.now() + this.#patience;
    return this.#turns.run(async () => {
      const left = deadline - performance.now();
      if (left <= 0) throw timeout(this.#patience);
      return this.#within(left, use);
    });
  }

  async #within<T>(
    milliseconds: number,
    use: (connection: DuckDBConnection) => Promise<T>,
  ): Promise<T> {
    const connection = await this.#connect();
    let isLate = false;
    const interrupt = (): void => {
      isLate = true;
      connection.interrupt();
      timer = setTimeout(interrupt, AGAIN);
    };
    let timer = setTimeout(interrupt, milliseconds);
    try {
      return await use(connection);
    } catch (error) {
      throw isLate ? timeout(this.#patience) : error;
    } finally {
      clearTimeout(timer);
      connection.closeSync();
    }
  }
}

function timeout(patience: number): PeekError {
  return new PeekError(
    "PEEK_E_STORE_TIMEOUT",
    `The store did not answer within ${patience / 1_000} s. Ask about a shorter time, or with fewer conditions.`,
  );
}
