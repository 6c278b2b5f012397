/** The beginning of a stream; what comes after it is let go. */
export class Branch {
  readonly done: Promise<unknown>;
  isWhole = false;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #chunks: Uint8Array[] = [];
  #size = 0;
  #isLetGo = false;

  constructor(body: ReadableStream<Uint8Array>, most: number) {
    this.#reader = body.getReader();
    // A stream that breaks ends as well.
    this.done = this.#read(most).catch(() => undefined);
  }

  bytes(): Uint8Array {
    const bytes = new Uint8Array(this.#size);
    let at = 0;
    for (const chunk of this.#chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    return bytes;
  }

  /** The source learns that a client has left only when no branch is read any more. */
  letGo(): void {
    this.#isLetGo = true;
    // It settles only when the other branch is let go too.
    this.#reader.cancel().catch(() => undefined);
  }

  async #read(most: number): Promise<void> {
    while (this.#size < most) {
      const { done, value } = await this.#reader.read();
      if (done) {
        this.isWhole = !this.#isLetGo;
        return;
      }
      const chunk = value.subarray(0, most - this.#size);
      this.#chunks.push(chunk);
      this.#size += chunk.length;
    }
    // What nobody reads of a branch piles up in memory.
    this.letGo();
  }
}
