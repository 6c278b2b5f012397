/** Bytes that the bodies of all running requests may hold together; beyond it they are cut. */
const MOST_HELD = 16 * 1024 * 1024;

let held = 0;

/** Keeps the beginning of a body as it passes: copies, because apps write into their buffers again. */
export class BodyCollector {
  #most: number;
  #chunks: Buffer[] = [];
  #kept = 0;
  #isWhole = true;

  constructor(most: number) {
    this.#most = most;
  }

  /** Whether what was kept is all that has passed. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  get length(): number {
    return this.#kept;
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  /** Keeps more from now on, for another client. */
  extend(most: number): void {
    if (this.#isWhole) this.#most = Math.max(this.#most, most);
  }

  add(chunk: unknown, encoding: unknown): void {
    if (!this.#isWhole) return;
    const room = Math.max(0, Math.min(this.#most - this.#kept, MOST_HELD - held));
    const bytes = bytesOf(chunk, encoding, room);
    if (bytes === undefined || bytes.length === 0) return;
    this.#isWhole = bytes.length <= room;
    const copy = Buffer.from(bytes.subarray(0, room));
    this.#chunks.push(copy);
    this.#kept += copy.length;
    held += copy.length;
  }

  /** Keeps no more: what was to follow never came. */
  cut(): void {
    this.#isWhole = false;
  }

  /** Takes back what was added behind that length, at which all was kept. */
  cutTo(length: number): void {
    while (this.#kept > length) {
      const { length: last } = this.#chunks.pop()!;
      this.#kept -= last;
      held -= last;
    }
    this.#isWhole = true;
  }

  /** Keeps nothing any more. */
  release(): void {
    held -= this.#kept;
    this.#chunks = [];
    this.#kept = 0;
    this.#isWhole = false;
  }
}

/** The bytes of a chunk as streams take it; of a text at least one more than there is room for. */
function bytesOf(chunk: unknown, encoding: unknown, room: number): Uint8Array | undefined {
  if (typeof chunk !== "string") return chunk instanceof Uint8Array ? chunk : undefined;
  // No encoding takes more than four characters for a byte.
  const text = chunk.slice(0, 4 * (room + 1));
  // Of an encoding that there is not, the stream itself tells.
  const known = typeof encoding === "string" && Buffer.isEncoding(encoding) ? encoding : "utf8";
  return Buffer.from(text, known);
}
