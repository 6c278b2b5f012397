/**
 * A byte stream that is written to without waiting. What its reader has not taken yet is held up to a bound; a reader
 * that is slower than that loses the stream, never the writer its memory.
 */
export class BoundedStream {
  readonly readable: ReadableStream<Uint8Array>;
  readonly #bound: number;
  readonly #onClose: () => void;
  #queue: Uint8Array[] = [];
  #queuedBytes = 0;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #wanted = false;

  /**
   * @param bound Most bytes held for the reader.
   * @param onClose Called once, whoever ends the stream.
   */
  constructor(bound: number, onClose: () => void) {
    this.#bound = bound;
    this.#onClose = onClose;
    this.readable = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => {
          this.#wanted = true;
          this.#feed();
        },
        cancel: () => this.#end(),
      },
      { highWaterMark: 0 },
    );
  }

  get closed(): boolean {
    return this.#controller === undefined;
  }

  /** False when the stream is closed, be it by this write. */
  write(bytes: Uint8Array): boolean {
    if (this.closed) return false;
    this.#queue.push(bytes);
    this.#queuedBytes += bytes.byteLength;
    this.#feed();
    if (this.#queuedBytes > this.#bound) this.close();
    return !this.closed;
  }

  /** Ends the stream; what the reader has not taken yet is dropped. */
  close(): void {
    this.#controller?.close();
    this.#end();
  }

  #feed(): void {
    const bytes = this.#wanted ? this.#queue.shift() : undefined;
    if (bytes === undefined) return;
    this.#wanted = false;
    this.#queuedBytes -= bytes.byteLength;
    this.#controller?.enqueue(bytes);
  }

  #end(): void {
    if (this.closed) return;
    this.#controller = undefined;
    this.#queue = [];
    this.#queuedBytes = 0;
    this.#onClose();
  }
}
