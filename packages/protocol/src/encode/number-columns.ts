import { NUMBER_FIELDS, type NumberField, type RequestRecord } from "../request-record.ts";
import type { AsciiWriter } from "./ascii-writer.ts";

type Field = NumberField | "timestamp";
type Columns = Record<Field, Float64Array>;

const FIELDS: readonly Field[] = ["timestamp", ...NUMBER_FIELDS];
const FIRST_SIZE = 16;

/** The numbers of a group of requests, NaN where there is none. */
export class NumberColumns {
  #columns = createColumns(FIRST_SIZE);
  #size = FIRST_SIZE;

  put(at: number, record: RequestRecord): void {
    if (at === this.#size) this.#grow();
    const { timestamp, status, durationMs, ttfbMs, handlerMs, requestBytes, responseBytes } =
      this.#columns;
    timestamp[at] = Math.round(numberOf(record.timestamp));
    status[at] = numberOf(record.status);
    durationMs[at] = numberOf(record.durationMs);
    ttfbMs[at] = numberOf(record.ttfbMs);
    handlerMs[at] = numberOf(record.handlerMs);
    requestBytes[at] = numberOf(record.requestBytes);
    responseBytes[at] = numberOf(record.responseBytes);
  }

  /** The first timestamp of so many requests, from which the others can count. */
  earliest(count: number): number {
    const { timestamp } = this.#columns;
    let earliest = Infinity;
    for (let i = 0; i < count; i++) if (timestamp[i]! < earliest) earliest = timestamp[i]!;
    return Number.isFinite(earliest) ? earliest : 0;
  }

  /**
   * Writes `,"<field>":[…]` for the timestamps and for every column in which one of so many requests has a number.
   *
   * @param base what timestamps count from
   */
  take(count: number, base: number, writer: AsciiWriter): void {
    const { timestamp } = this.#columns;
    for (let i = 0; i < count; i++) timestamp[i]! -= base;
    for (const field of FIELDS) {
      const column = this.#columns[field];
      if (field !== "timestamp" && !hasNumber(column, count)) continue;
      writer.literal(`,"${field}":`);
      writer.numbers(column, count);
    }
  }

  #grow(): void {
    this.#size *= 2;
    const columns = createColumns(this.#size);
    for (const field of FIELDS) columns[field].set(this.#columns[field]);
    this.#columns = columns;
  }
}

function createColumns(size: number): Columns {
  const columns = FIELDS.map((field) => [field, new Float64Array(size)]);
  return Object.fromEntries(columns) as Columns;
}

function hasNumber(column: Float64Array, count: number): boolean {
  for (let i = 0; i < count; i++) if (!Number.isNaN(column[i]!)) return true;
  return false;
}

function numberOf(value: unknown): number {
  return typeof value === "number" ? value : Number.NaN;
}
