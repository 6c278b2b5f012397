import { OBJECT_FIELDS, type RequestRecord } from "../request-record.ts";
import { AsciiWriter } from "./ascii-writer.ts";
import { Dictionary } from "./dictionary.ts";
import { NumberColumns } from "./number-columns.ts";
import { ObjectColumn } from "./object-column.ts";
import type { RecurringText } from "./recurring-text.ts";
import { TextColumns } from "./text-columns.ts";

/** Shared: nobody writes numbers while another does. */
const writer = new AsciiWriter();

/**
 * Writes requests as the columns of one group (a `WireColumns` object). Each request is read when it is added, and need
 * not be kept. Texts are cut to their limits, timestamps rounded to milliseconds and other numbers to thousandths; empty
 * texts and values that JSON cannot carry become absent.
 *
 * @example
 * ```ts
 * const columns = new RequestColumnsWriter();
 * for (const record of records) columns.add(record);
 * const group = `{"first":${first},"last":${first + columns.count - 1},"requests":${columns.take()}}`;
 * ```
 */
export class RequestColumnsWriter {
  readonly #numbers = new NumberColumns();
  readonly #texts = new TextColumns();
  readonly #objects = OBJECT_FIELDS.map((field) => new ObjectColumn(field));
  readonly #dictionary = new Dictionary();
  #count = 0;

  /** Requests that were added since the last were taken. */
  get count(): number {
    return this.#count;
  }

  /**
   * @param route the record's own, as one that recurs, if that is known: not empty, and within the limit
   * @param consumer likewise
   * @throws what a getter or proxy throws; nothing of the request is kept then
   */
  add(record: RequestRecord, route?: RecurringText, consumer?: RecurringText): void {
    const at = this.#count;
    try {
      this.#numbers.put(at, record);
      this.#texts.put(at, record, this.#dictionary, route, consumer);
      if (hasObjects(record)) for (const column of this.#objects) column.put(at, record);
    } catch (error) {
      this.#texts.remove(at);
      for (const column of this.#objects) column.remove(at);
      throw error;
    }
    this.#count = at + 1;
  }

  /** Takes out the requests, as JSON. */
  take(): string {
    const count = this.#count;
    this.#count = 0;
    const base = this.#numbers.earliest(count);
    writer.literal(`{"count":${count},"base":${base}`);
    this.#numbers.take(count, base, writer);
    this.#texts.take(count, writer);
    const objects = this.#objects.map((column) => column.take(count)).join("");
    return `${writer.take()},"strings":${this.#dictionary.take()}${objects}}`;
  }
}

function hasObjects({ requestHeaders, responseHeaders, metadata }: RequestRecord): boolean {
  return requestHeaders !== undefined || responseHeaders !== undefined || metadata !== undefined;
}
