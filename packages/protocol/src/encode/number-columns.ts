import { NUMBER_FIELDS, type NumberField, type RequestRecord } from "../request-record.ts";
import type { AsciiWriter } from "./ascii-writer.ts";

type Field = NumberField | "timestamp";

const FIELDS: readonly Field[] = ["timestamp", ...NUMBER_FIELDS];

/** The numbers of one group of requests at a time, NaN where there is none. */
export class NumberColumns {
  #columns = createColumns(0);
  #count = 0;

  /** @param base what timestamps count from */
  read(records: readonly RequestRecord[], base: number): void {
    this.#reserve(records.length);
    const { timestamp, status, durationMs, ttfbMs, handlerMs, requestBytes, responseBytes } =
      this.#columns;
    for (let i = 0; i < records.length; i++) {
      const record = records[i]!;
      timestamp[i] = Math.round(record.timestamp) - base;
      status[i] = numberOf(record.status);
      durationMs[i] = numberOf(record.durationMs);
      ttfbMs[i] = numberOf(record.ttfbMs);
      handlerMs[i] = numberOf(record.handlerMs);
      requestBytes[i] = numberOf(record.requestBytes);
      responseBytes[i] = numberOf(record.responseBytes);
    }
  }

  /** Writes `,"<field>":[…]` for the timestamps and for every column that has a number. */
  write(writer: AsciiWriter): void {
    for (const field of FIELDS) {
      const column = this.#columns[field];
      if (field !== "timestamp" && !this.#hasNumber(column)) continue;
      writer.literal(`,"${field}":`);
      writer.numbers(column, this.#count);
    }
  }

  #reserve(count: number): void {
    this.#count = count;
    if (count > this.#columns.timestamp.length) this.#columns = createColumns(count);
  }

  #hasNumber(column: Float64Array): boolean {
    for (let i = 0; i < this.#count; i++) if (!Number.isNaN(column[i]!)) return true;
    return false;
  }
}

function createColumns(count: number): Record<Field, Float64Array> {
  const columns = FIELDS.map((field) => [field, new Float64Array(count)]);
  return Object.fromEntries(columns) as Record<Field, Float64Array>;
}

function numberOf(value: unknown): number {
  return typeof value === "number" ? value : Number.NaN;
}
