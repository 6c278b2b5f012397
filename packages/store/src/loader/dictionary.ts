/** Texts after which the writer forgets what it has written: memory stays bounded whatever clients send. */
const MAX_REMEMBERED = 500_000;

/** Gives texts their ids in one file, and keeps those that are new until they are written. */
export class Dictionary {
  readonly #ids = new Map<string, number>();
  #nextId: number;
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
    this.fresh.push({ id, text });
    return id;
  }

  /** What was fresh is in the file. */
  written(): void {
    this.fresh = [];
    if (this.#ids.size > MAX_REMEMBERED) this.#ids.clear();
  }

  /** What was fresh is not in the file: its ids are given up. */
  forget(): void {
    this.fresh = [];
    this.#ids.clear();
  }
}
