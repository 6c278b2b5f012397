/** The first bytes of a body. */
export class Beginning {
  /** Whether the body has ended, and nothing of it is missing. */
  isWhole = false;
  size = 0;
  readonly #most: number;
  readonly #chunks: Uint8Array[] = [];
  #isCut = false;

  constructor(most: number) {
    this.#most = most;
  }

  get isFull(): boolean {
    return this.size >= this.#most;
  }

  /** Copies what still fits: whoever else has the chunk may write into it. */
  add(chunk: Uint8Array): void {
    const kept = chunk.slice(0, this.#most - this.size);
    if (kept.length < chunk.length) this.#isCut = true;
    if (kept.length > 0) this.#chunks.push(kept);
    this.size += kept.length;
  }

  end(): void {
    this.isWhole = !this.#isCut;
  }

  bytes(): Uint8Array {
    const bytes = new Uint8Array(this.size);
    let at = 0;
    for (const chunk of this.#chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    return bytes;
  }
}
