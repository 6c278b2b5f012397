import type { Server } from "node:http";
import { MemoryConnection, type ConnectionListener } from "./memory-connection.ts";
import { requests } from "./requests.ts";

const CONNECTIONS = 16;

/** Drives a server inside its own process, through Node's HTTP parser but without sockets. */
export class MemoryLoad {
  readonly #connections: MemoryConnection[];
  #answered: MemoryConnection[] = [];
  #next = 0;
  #unsent = 0;
  #unanswered = 0;
  #done: () => void = () => undefined;
  #failed: (error: unknown) => void = () => undefined;

  constructor(server: Server) {
    const listener: ConnectionListener = {
      onAnswer: (connection) => this.#onAnswer(connection),
      onError: (error) => this.#failed(error),
    };
    this.#connections = Array.from({ length: CONNECTIONS }, () => new MemoryConnection(listener));
    for (const connection of this.#connections) server.emit("connection", connection);
  }

  /**
   * Resolves when so many requests are answered; every connection has one at a time.
   *
   * @throws when the server answers with an error
   */
  run(count: number): Promise<void> {
    this.#unsent = count;
    this.#unanswered = count;
    const answered = new Promise<void>((resolve, reject) => {
      this.#done = resolve;
      this.#failed = reject;
    });
    for (const connection of this.#connections) this.#send(connection);
    return answered;
  }

  #send(connection: MemoryConnection): void {
    if (this.#unsent === 0) return;
    this.#unsent--;
    connection.push(requests[this.#next]);
    this.#next = (this.#next + 1) % requests.length;
  }

  /** The next requests come in a later turn, when the server has closed its responses. */
  #onAnswer(connection: MemoryConnection): void {
    if (this.#answered.push(connection) === 1) setImmediate(() => this.#sendNext());
  }

  #sendNext(): void {
    const answered = this.#answered;
    this.#answered = [];
    this.#unanswered -= answered.length;
    for (const connection of answered) this.#send(connection);
    if (this.#unanswered === 0) this.#done();
  }
}
