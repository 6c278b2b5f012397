import type { Server } from "node:http";
import { MemoryConnection } from "./memory-connection.ts";
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

  constructor(server: Server) {
    const onAnswer = (connection: MemoryConnection): void => this.#onAnswer(connection);
    this.#connections = Array.from({ length: CONNECTIONS }, () => new MemoryConnection(onAnswer));
    for (const connection of this.#connections) server.emit("connection", connection);
  }

  /** Resolves when so many requests are answered; every connection has one at a time. */
  run(count: number): Promise<void> {
    this.#unsent = count;
    this.#unanswered = count;
    for (const connection of this.#connections) this.#send(connection);
    return new Promise((resolve) => (this.#done = resolve));
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
