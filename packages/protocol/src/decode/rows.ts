import { TEXT_LIMITS } from "../limits.ts";
import { NUMBER_FIELDS, OBJECT_FIELDS, TEXT_FIELDS, type TextField } from "../request-record.ts";
import { assemble, type DecodedRequests } from "./assemble.ts";
import { type Clock, correctTime, describeTime, readTime } from "./clock.ts";
import { isObject, type JsonObject, show } from "./json-object.ts";
import { Rejections } from "./rejections.ts";
import { describeText, isChecked, normalizeText } from "./text-values.ts";

const FIELDS: ReadonlySet<string> = new Set([...TEXT_FIELDS, ...NUMBER_FIELDS, ...OBJECT_FIELDS]);

/** Reads the row form: transposed first, so that both forms are checked by the same code. */
export function readRows(values: readonly unknown[], clock: Clock): DecodedRequests {
  const rejections = new Rejections();
  const rows = values.map((value, i) => {
    if (isObject(value)) return value;
    rejections.add(i, "PEEK_E_TYPE", `a request must be an object, got ${show(value)}`);
    return {};
  });
  const columns = transpose(rows);
  const dictionary = new Dictionary();
  return assemble({
    timestamp: readTimestamps(rows, clock, rejections),
    strings: dictionary.strings,
    rejections,
    column: (field) => columns.get(field),
    readTexts: (field, source) => readTexts(field, source, dictionary, rejections),
  });
}

/** The values of each known field that any row has; null is absent. */
function transpose(rows: readonly JsonObject[]): Map<string, unknown[]> {
  const columns = new Map<string, unknown[]>();
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    for (const key in row) {
      const value = row[key];
      if (value === null) continue;
      let column = columns.get(key);
      if (column === undefined) {
        if (!FIELDS.has(key)) continue;
        column = Array.from({ length: rows.length });
        columns.set(key, column);
      }
      column[i] = value;
    }
  }
  return columns;
}

function readTimestamps(
  rows: readonly JsonObject[],
  clock: Clock,
  rejections: Rejections,
): Float64Array {
  const timestamps = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const value = rows[i]!["timestamp"];
    const time = correctTime(readTime(value), clock);
    timestamps[i] = time;
    if (Number.isNaN(time)) {
      rejections.add(i, "PEEK_E_TIMESTAMP", describeTime("timestamp", value));
    }
  }
  return timestamps;
}

/** An empty text is an absent one. */
function readTexts(
  field: TextField,
  source: readonly unknown[],
  dictionary: Dictionary,
  rejections: Rejections,
): Int32Array {
  const limit = isChecked(field) ? 0 : TEXT_LIMITS[field];
  const indexes = new Int32Array(source.length).fill(-1);
  for (let i = 0; i < source.length; i++) {
    const value = source[i];
    if (typeof value === "string" && value !== "") {
      const known = value.length <= limit ? dictionary.find(value) : undefined;
      if (known !== undefined) {
        indexes[i] = known;
        continue;
      }
      const text = normalizeText(field, value);
      if (text !== undefined) {
        indexes[i] = dictionary.add(text);
        continue;
      }
    }
    if (value !== undefined && value !== "") {
      const code = typeof value === "string" ? "PEEK_E_VALUE" : "PEEK_E_TYPE";
      rejections.add(i, code, `${field} must be ${describeText(field)}, got ${show(value)}`);
    }
  }
  return indexes;
}

class Dictionary {
  readonly strings: string[] = [];
  readonly #indexes = new Map<string, number>();

  find(text: string): number | undefined {
    return this.#indexes.get(text);
  }

  add(text: string): number {
    const known = this.#indexes.get(text);
    if (known !== undefined) return known;
    const index = this.strings.push(text) - 1;
    this.#indexes.set(text, index);
    return index;
  }
}
