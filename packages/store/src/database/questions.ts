import type { DuckDBConnection } from "@duckdb/node-api";
import { PeekError } from "@peekjs/protocol";
import { Semaphore } from "@peekjs/protocol/internal";
import { closedError } from "../errors.ts";

/** Questions that are answered at the same time; further ones wait for their turn. */
const MOST_AT_A_TIME = 4;
/** Milliseconds, the time in which a question waits for its turn included. */
const PATIENCE = 30_000;
/** Milliseconds between interruptions of a question that consists of many statements. */
const AGAIN = 100;

type Connect = () => Promise<DuckDBConnection>;
type Use<T> = (connection: DuckDBConnection) => Promise<T>;

/** Answers questions, each on a connection of its own: a few at a time, and none for ever. */
export class Questions {
  readonly #connect: Connect;
  readonly #patience: number;
  readonly #turns = new Semaphore(MOST_AT_A_TIME);
  readonly #answers = new Set<Promise<unknown>>();
  readonly #stops = new Set<(reason: PeekError) => void>();
  #isClosed = false;

  constructor(connect: Connect, patience: number = PATIENCE) {
    this.#connect = connect;
    this.#patience = patience;
  }

  /**
   * @throws PeekError `PEEK_E_STORE_TIMEOUT` when it takes too long, `PEEK_E_STORE_CLOSED` when they are closed meanwhile.
   */
  answer<T>(use: Use<T>): Promise<T> {
    const deadline = performance.now() + this.#patience;
    const answer = this.#turns.run(() => {
      const left = deadline - performance.now();
      if (left <= 0) throw timeout(this.#patience);
      return this.#within(left, use);
    });
    return this.#track(answer);
  }

  /** Resolves when DuckDB has answered, whoever else waits for a turn. */
  async ping(): Promise<void> {
    await this.#track(this.#within(this.#patience, (connection) => connection.run("SELECT 1")));
  }

  /** Ends what is being answered, and what waits. A thread that ends before DuckDB has would end the process. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const stop of this.#stops) stop(closedError());
    await Promise.allSettled(this.#answers);
  }

  #track<T>(answer: Promise<T>): Promise<T> {
    const tracked = answer.finally(() => this.#answers.delete(tracked));
    this.#answers.add(tracked);
    return tracked;
  }

  async #within<T>(milliseconds: number, use: Use<T>): Promise<T> {
    if (this.#isClosed) throw closedError();
    const connection = await this.#connect();
    let reason: PeekError | undefined;
    let timer: NodeJS.Timeout | undefined;
    const stop = (why: PeekError): void => {
      reason ??= why;
      connection.interrupt();
      clearTimeout(timer);
      timer = setTimeout(stop, AGAIN, why);
    };
    timer = setTimeout(() => stop(timeout(this.#patience)), milliseconds);
    this.#stops.add(stop);
    try {
      if (this.#isClosed) throw closedError();
      return await use(connection);
    } catch (error) {
      throw reason ?? error;
    } finally {
      clearTimeout(timer);
      this.#stops.delete(stop);
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
