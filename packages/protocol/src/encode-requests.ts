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
  const base = earliest(records);
  const dictionary = new Map<string, number>();
  const columns: Record<string, unknown> = {
    count: records.length,
    base,
    timestamp: records.map(({ timestamp }) => rounded(timestamp, 1) - base),
  };
  for (const field of TEXT_FIELDS) columns[field] = textColumn(records, field, dictionary);
  for (const field of NUMBER_FIELDS) {
    if (has(records, field))
      columns[field] = records.map((record) => rounded(record[field], 1_000));
  }
  columns["strings"] = [...dictionary.keys()];
  let json = JSON.stringify(columns).slice(0, -1);
  for (const field of OBJECT_FIELDS) {
    if (has(records, field))
      json += `,"${field}":[${records.map((record) => object(record[field])).join()}]`;
  }
  return `${json}}`;
}

function earliest(records: Records): number {
  let base = Infinity;
  for (const { timestamp } of records) if (timestamp < base) base = timestamp;
  return Number.isFinite(base) ? Math.round(base) : 0;
}

function has(records: Records, field: keyof RequestRecord): boolean {
  for (let i = 0; i < records.length; i++) if (records[i]![field] !== undefined) return true;
  return false;
}

/** Indexes into the dictionary, or undefined where no record has the field. */
function textColumn(
  records: Records,
  field: TextField,
  dictionary: Map<string, number>,
): number[] | undefined {
  if (!has(records, field)) return undefined;
  const limit = TEXT_LIMITS[field];
  return records.map((record) => {
    let text = record[field];
    if (typeof text !== "string" || text === "") return -1;
    if (text.length > limit) text = truncate(text, limit);
    let index = dictionary.get(text);
    if (index === undefined) dictionary.set(text, (index = dictionary.size));
    return index;
  });
}

/** JSON writes NaN, the answer for what is no number, as null. */
function rounded(value: unknown, parts: number): number {
  if (typeof value !== "number") return Number.NaN;
  return Number.isInteger(value) ? value : Math.round(value * parts) / parts;
}

/** By itself, since one value that JSON cannot carry may not cost its neighbours. */
function object(value: unknown): string {
  try {
    return JSON.stringify(value) ?? "null";
  } catch {
    return "null";
  }
}
