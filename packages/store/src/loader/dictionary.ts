/** Size after which the writer forgets what it has written: memory stays bounded whatever clients send. */
const MAX_SIZE = 50_000_000;

/** What remembering a text takes besides its characters. */
const OVERHEAD = 100;

/** Gives texts their ids in one file, and keeps those that are new until they are written. */
export class Dictionary {
  readonly #ids = new Map<string, number>();
  #nextId: number;
  /** Characters of all texts, with what else each takes. */
  #size = 0;
  /** New since the last {@link Dictionary.written}, in the order of their ids. */
  fresh: { id: number; text: string }[] = [];

  constructor(nextId: number) {
    this.#nextId = nextId;
  }

  /** 0 for an absent text. */
  idOf(text: string | undefined): number {
    if (text === undefined) return 0;
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    const id = this.#nextId++;
    this.#ids.set(text, id);
    this.#size += text.length + OVERHEAD;
    this.fresh.push({ id, text });
    return id;
  }

  /** What was fresh is in the file. */
  written(): void {
    this.fresh = [];
    if (this.#size > MAX_SIZE) this.forget();
  }

  /** What was fresh is not in the file: its ids are given up. */
  forget(): void {
    this.fresh = [];
    this.#ids.clear();
    this.#size = 0;
  }
}
