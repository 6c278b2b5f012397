import { ENVELOPE_LIMITS, TEXT_LIMITS } from "../limits.ts";
import type { TextField } from "../request-record.ts";
import { assemble, type DecodedRequests } from "./assemble.ts";
import { type Clock, correctTime, describeTime } from "./clock.ts";
import { EnvelopeError } from "./envelope-error.ts";
import { isCount, type JsonObject, show } from "./json-object.ts";
import { Rejections } from "./rejections.ts";
import { describeText, isChecked, normalizeText } from "./text-values.ts";

/** In the table of resolved texts; indexes are stored from 0 on. */
const UNRESOLVED = 0;
const ABSENT = -1;
const REFUSED = -2;

/**
 * Reads the column form. A column that does not fit (length, type, index out of range) makes the whole unreadable;
 * a bad value in a good column rejects its record.
 *
 * @throws {@link EnvelopeError} `PEEK_E_COLUMNS`, naming the column.
 */
export function readColumns(wire: JsonObject, clock: Clock): DecodedRequests {
  const count = countColumns(wire);
  const rejections = new Rejections();
  const dictionary = readDictionary(wire["strings"]);
  return assemble({
    timestamp: readTimestamps(wire, count, clock, rejections),
    strings: dictionary.strings,
    rejections,
    column: (field) => column(wire, field, count),
    readTexts: (field, source) => readTexts(field, source, dictionary, rejections),
  });
}

/** How many records the columns announce. */
export function countColumns(wire: JsonObject): number {
  const count = wire["count"];
  if (!isCount(count)) throw unfit("count", `must be a whole number ≥ 0, got ${show(count)}`);
  return count;
}

interface WireDictionary {
  strings: string[];
  longest: number;
  hasEmpty: boolean;
}

function readDictionary(strings: unknown): WireDictionary {
  if (!Array.isArray(strings)) throw unfit("strings", `must be an array, got ${show(strings)}`);
  if (strings.length > ENVELOPE_LIMITS.strings) {
    throw unfit("strings", `must have at most ${ENVELOPE_LIMITS.strings} entries`);
  }
  let longest = 0;
  let hasEmpty = false;
  for (let i = 0; i < strings.length; i++) {
    const text: unknown = strings[i];
    if (typeof text !== "string") throw unfit("strings", `must hold text only, got ${show(text)}`);
    if (text.length > longest) longest = text.length;
    if (text === "") hasEmpty = true;
    strings[i] = text.toWellFormed();
  }
  return { strings, longest, hasEmpty };
}

/** The column, or undefined where it is missing: absent throughout. */
function column(wire: JsonObject, field: string, count: number): unknown[] | undefined {
  const values = wire[field];
  if (values === undefined || values === null) return undefined;
  if (!Array.isArray(values)) throw unfit(field, `must be an array, got ${show(values)}`);
  if (values.length !== count) {
    throw unfit(field, `must have ${count} entries as count says, got ${values.length}`);
  }
  return values;
}

function readTimestamps(
  wire: JsonObject,
  count: number,
  clock: Clock,
  rejections: Rejections,
): Float64Array {
  const base = wire["base"];
  if (typeof base !== "number" || !Number.isFinite(base)) {
    throw unfit("base", `must be milliseconds since 1970, got ${show(base)}`);
  }
  const source = column(wire, "timestamp", count);
  if (!source) throw unfit("timestamp", "is missing");
  const timestamps = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const offset = source[i];
    const time = typeof offset === "number" ? correctTime(base + offset, clock) : Number.NaN;
    timestamps[i] = time;
    if (Number.isNaN(time)) {
      const value = typeof offset === "number" ? base + offset : offset;
      rejections.add(i, "PEEK_E_TIMESTAMP", describeTime("timestamp", value));
    }
  }
  return timestamps;
}

function readTexts(
  field: TextField,
  source: readonly unknown[],
  dictionary: WireDictionary,
  rejections: Rejections,
): Int32Array {
  const size = dictionary.strings.length;
  const indexes = new Int32Array(source.length);
  for (let i = 0; i < source.length; i++) {
    const index = source[i];
    if (typeof index !== "number" || index < -1 || index >= size || (index | 0) !== index) {
      throw unfit(field, `must hold indexes into strings, got ${show(index)} at ${i}`);
    }
    indexes[i] = index;
  }
  const asSent =
    !isChecked(field) && !dictionary.hasEmpty && dictionary.longest <= TEXT_LIMITS[field];
  if (!asSent) resolveTexts(field, indexes, dictionary.strings, rejections);
  return indexes;
}

/** Replaces indexes of texts that are too long, empty or not taken; each text of the dictionary is looked at once. */
function resolveTexts(
  field: TextField,
  indexes: Int32Array,
  strings: string[],
  rejections: Rejections,
): void {
  const resolved = new Int32Array(strings.length);
  for (let i = 0; i < indexes.length; i++) {
    const index = indexes[i]!;
    if (index === ABSENT) continue;
    let entry = resolved[index]!;
    if (entry === UNRESOLVED) {
      entry = resolveText(field, index, strings);
      if (entry >= 0) entry++;
      resolved[index] = entry;
    }
    if (entry === REFUSED) {
      const detail = `${field} must be ${describeText(field)}, got ${show(strings[index])}`;
      rejections.add(i, "PEEK_E_VALUE", detail);
    }
    indexes[i] = entry > 0 ? entry - 1 : ABSENT;
  }
}

function resolveText(field: TextField, index: number, strings: string[]): number {
  const text = strings[index]!;
  if (text === "") return ABSENT;
  const normalized = normalizeText(field, text);
  if (normalized === undefined) return REFUSED;
  return normalized === text ? index : strings.push(normalized) - 1;
}

function unfit(name: string, problem: string): EnvelopeError {
  return new EnvelopeError("PEEK_E_COLUMNS", `Column ${name} ${problem}.`);
}
