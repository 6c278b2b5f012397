import { Beginning } from "./beginning.ts";

/** The beginning of a stream; what comes after it is let go. */
export class Branch {
  readonly done: Promise<unknown>;
  readonly beginning: Beginning;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #isLetGo = false;

  constructor(body: ReadableStream<Uint8Array>, most: number) {
    this.beginning = new Beginning(most);
    this.#reader = body.getReader();
    // A stream that breaks ends as well.
    this.done = this.#read().catch(() => undefined);
  }

  /** The source learns that a client has left only when no branch is read any more. */
  letGo(): void {
    this.#isLetGo = true;
    // It settles only when the other branch is let go too.
    this.#reader.cancel().catch(() => undefined);
  }

  async #read(): Promise<void> {
    while (!this.beginning.isFull) {
      const { done, value } = await this.#reader.read();
      if (done) {
        if (!this.#isLetGo) this.beginning.end();
        return;
      }
      this.beginning.add(value);
    }
    // What nobody reads of a branch piles up in memory.
    this.letGo();
  }
}
