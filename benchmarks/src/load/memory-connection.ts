import { Duplex } from "node:stream";
import { AnswerReader } from "./answer-reader.ts";

type Chunk = string | Buffer;

/** The server's end of a kept-alive connection that never leaves the process. */
export class MemoryConnection extends Duplex {
  readonly remoteAddress = "127.0.0.1";
  readonly #reader = new AnswerReader();
  readonly #onAnswer: (connection: MemoryConnection) => void;

  constructor(onAnswer: (connection: MemoryConnection) => void) {
    super({ decodeStrings: false });
    this.#onAnswer = onAnswer;
  }

  override _read(): void {
    // Requests are pushed.
  }

  override _write(chunk: Chunk, _encoding: string, callback: () => void): void {
    this.#receive(chunk);
    callback();
  }

  override _writev(chunks: { chunk: Chunk }[], callback: () => void): void {
    for (const { chunk } of chunks) this.#receive(chunk);
    callback();
  }

  #receive(chunk: Chunk): void {
    const text = typeof chunk === "string" ? chunk : chunk.toString("latin1");
    if (this.#reader.read(text) > 0) this.#onAnswer(this);
  }
}
