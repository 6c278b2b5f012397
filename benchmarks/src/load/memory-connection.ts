import { Duplex } from "node:stream";
import { AnswerReader } from "./answer-reader.ts";

type Chunk = string | Buffer;

export interface ConnectionListener {
  onAnswer(connection: MemoryConnection): void;
  /** The server answered with an error. */
  onError(error: unknown): void;
}

/** The server's end of a kept-alive connection that never leaves the process. */
export class MemoryConnection extends Duplex {
  readonly remoteAddress = "127.0.0.1";
  readonly #reader = new AnswerReader();
  readonly #listener: ConnectionListener;

  constructor(listener: ConnectionListener) {
    super({ decodeStrings: false });
    this.#listener = listener;
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
    try {
      if (this.#reader.read(text) > 0) this.#listener.onAnswer(this);
    } catch (error) {
      this.#listener.onError(error);
    }
  }
}
