import { TEXT_LIMITS } from "./limits.ts";
import {
  NUMBER_FIELDS,
  OBJECT_FIELDS,
  type RequestRecord,
  TEXT_FIELDS,
  type TextField,
} from "./request-record.ts";
import { truncate } from "./truncate.ts";

type Records = readonly RequestRecord[];

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
  const dictionary = new Map<string, number>();
  let columns = timestampColumn(records);
  for (const field of TEXT_FIELDS) columns += textColumn(records, field, dictionary);
  for (const field of NUMBER_FIELDS) columns += column(records, field, encodeNumber);
  for (const field of OBJECT_FIELDS) columns += column(records, field, encodeObject);
  const strings = JSON.stringify([...dictionary.keys()]);
  return `{"count":${records.length},"strings":${strings}${columns}}`;
}

function timestampColumn(records: Records): string {
  let base = Infinity;
  for (const { timestamp } of records) if (timestamp < base) base = timestamp;
  base = Number.isFinite(base) ? Math.round(base) : 0;
  let entries = "";
  for (const { timestamp } of records) {
    entries += Number.isFinite(timestamp) ? `,${Math.round(timestamp) - base}` : ",null";
  }
  return `,"base":${base},"timestamp":[${entries.slice(1)}]`;
}

function textColumn(records: Records, field: TextField, dictionary: Map<string, number>): string {
  const limit = TEXT_LIMITS[field];
  const first = firstWith(records, field);
  if (first === records.length) return "";
  let entries = ",-1".repeat(first);
  for (let i = first; i < records.length; i++) {
    let text = records[i]![field];
    if (typeof text !== "string" || text === "") {
      entries += ",-1";
      continue;
    }
    if (text.length > limit) text = truncate(text, limit);
    let index = dictionary.get(text);
    if (index === undefined) dictionary.set(text, (index = dictionary.size));
    entries += `,${index}`;
  }
  return `,"${field}":[${entries.slice(1)}]`;
}

function column(
  records: Records,
  field: keyof RequestRecord,
  encode: (value: unknown) => string,
): string {
  const first = firstWith(records, field);
  if (first === records.length) return "";
  let entries = ",null".repeat(first);
  for (let i = first; i < records.length; i++) entries += `,${encode(records[i]![field])}`;
  return `,"${field}":[${entries.slice(1)}]`;
}

/** Position of the first record that has the field. */
function firstWith(records: Records, field: keyof RequestRecord): number {
  let i = 0;
  while (i < records.length && records[i]![field] === undefined) i++;
  return i;
}

function encodeNumber(value: unknown): string {
  if (typeof value !== "number" || !Number.isFinite(value)) return "null";
  if (Number.isInteger(value)) return `${value}`;
  // Printing two integers is several times cheaper than printing a fraction.
  const thousandths = Math.round(value * 1_000);
  if (!(thousandths >= 0 && thousandths < 2 ** 31)) return `${thousandths / 1_000}`;
  const whole = Math.floor(thousandths / 1_000);
  const rest = thousandths - whole * 1_000;
  if (rest === 0) return `${whole}`;
  return `${whole}.${rest < 10 ? "00" : rest < 100 ? "0" : ""}${rest}`;
}

function encodeObject(value: unknown): string {
  if (value === undefined || value === null) return "null";
  try {
    return JSON.stringify(value) ?? "null";
  } catch {
    return "null";
  }
}
