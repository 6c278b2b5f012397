import type { ObjectField, RequestRecord } from "../request-record.ts";

/** A column of objects as JSON, `null` where there is none. */
export class ObjectColumn {
  readonly #field: ObjectField;
  /** Ends with the last object. */
  #texts: string[] = [];

  constructor(field: ObjectField) {
    this.#field = field;
  }

  put(at: number, record: RequestRecord): void {
    const text = textOf(record[this.#field]);
    if (text === "null") return;
    this.#fillUpTo(at);
    this.#texts.push(text);
  }

  /** Removes the object of the last record. */
  remove(at: number): void {
    if (this.#texts.length > at) this.#texts.length = at;
  }

  /** Takes out `,"<field>":[…]` for so many records; nothing where none has an object. */
  take(count: number): string {
    if (this.#texts.length === 0) return "";
    this.#fillUpTo(count);
    const texts = this.#texts.join();
    this.#texts = [];
    return `,"${this.#field}":[${texts}]`;
  }

  #fillUpTo(count: number): void {
    while (this.#texts.length < count) this.#texts.push("null");
  }
}

/** By itself, since one value that JSON cannot carry may not cost its neighbours. */
function textOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? "null";
  } catch {
    return "null";
  }
}
