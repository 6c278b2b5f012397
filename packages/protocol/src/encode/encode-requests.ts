import { OBJECT_FIELDS, type RequestRecord } from "../request-record.ts";
import { AsciiWriter } from "./ascii-writer.ts";
import { Dictionary } from "./dictionary.ts";
import { NumberColumns } from "./number-columns.ts";
import { TextColumns } from "./text-columns.ts";

type Records = readonly RequestRecord[];

// Kept between calls, none of which lasts beyond the columns it writes.
const writer = new AsciiWriter();
const numbers = new NumberColumns();
const texts = new TextColumns();
const dictionary = new Dictionary();

/**
 * The JSON text of requests as columns (a `WireColumns` object). Texts are cut to their limits, timestamps rounded to
 * milliseconds and other numbers to thousandths; empty texts and numbers that JSON cannot carry become absent.
 * Hostile values are survived: nothing is thrown.
 *
 * @example
 * ```ts
 * const group = `{"first":${first},"last":${last},"requests":${encodeRequests(records)}}`;
 * ```
 */
export function encodeRequests(records: Records): string {
  const base = earliest(records);
  numbers.read(records, base);
  texts.read(records, dictionary);
  writer.literal(`{"count":${records.length},"base":${base}`);
  numbers.write(writer);
  texts.write(writer);
  let json = `${writer.take()},"strings":${JSON.stringify(dictionary.take())}`;
  if (records.some(hasObjects)) {
    for (const field of OBJECT_FIELDS) {
      json += `,"${field}":[${records.map((record) => object(record[field])).join()}]`;
    }
  }
  return `${json}}`;
}

function hasObjects({ requestHeaders, responseHeaders, metadata }: RequestRecord): boolean {
  return requestHeaders !== undefined || responseHeaders !== undefined || metadata !== undefined;
}

function earliest(records: Records): number {
  let base = Infinity;
  for (const { timestamp } of records) if (timestamp < base) base = timestamp;
  return Number.isFinite(base) ? Math.round(base) : 0;
}

/** By itself, since one value that JSON cannot carry may not cost its neighbours. */
function object(value: unknown): string {
  try {
    return JSON.stringify(value) ?? "null";
  } catch {
    return "null";
  }
}
