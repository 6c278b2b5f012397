import { NUMBER_FIELDS, OBJECT_FIELDS, TEXT_LIMITS, truncate } from "@peekjs/protocol";
import { redactSegments } from "../privacy/redact-path.ts";

type Fields = Record<string, unknown>;

/** What a row gives up when it is too large, in this order. */
const EXPENDABLE = ["metadata", "requestBody", "responseBody", "requestHeaders", "responseHeaders"];
/** Texts in a form that apps get wrong. */
const FORMS: Partial<Record<string, RegExp>> = {
  traceId: /^(?!0+$)[\da-f]{32}$/i,
  spanId: /^(?!0+$)[\da-f]{16}$/i,
};
const MOST_ENTRIES = 256;
const LONGEST_ENTRY = 4_096;

/**
 * The JSON of a request as the wire has it, whatever the app handed over: a field that cannot be kept is left out.
 *
 * @returns undefined when it is too large whatever it gives up
 */
export function encodeRow(source: object, maxBytes: number): string | undefined {
  const row: Fields = { method: "_OTHER", durationMs: 0 };
  const keep = (fields: readonly string[], read: (value: unknown, field: string) => unknown) => {
    for (const field of fields) {
      try {
        row[field] = read((source as Fields)[field], field) ?? row[field];
      } catch {
        // A getter or proxy of the app's: that costs the one field.
      }
    }
  };
  keep(Object.keys(TEXT_LIMITS), (value, field) => {
    if (typeof value !== "string" || value === "") return undefined;
    if (FORMS[field]?.test(value) === false) return undefined;
    const text = truncate(value, TEXT_LIMITS[field as "path"]);
    return field === "path" ? redactSegments(text) : text;
  });
  keep(NUMBER_FIELDS, amount);
  row["timestamp"] = Math.round(Date.now() - (row["durationMs"] as number));
  keep(["timestamp"], amount);
  keep(OBJECT_FIELDS, scalars);
  for (const field of ["", ...EXPENDABLE]) {
    row[field] = undefined;
    const json = JSON.stringify(row);
    if (json.length <= maxBytes) return json;
  }
  return undefined;
}

/** Thousandths are enough of a millisecond. */
function amount(value: unknown, field: string): number | undefined {
  const isAmount = typeof value === "number" && value >= 0 && value < 8e15;
  const isMeant = field !== "status" || /^[1-5]\d\d$/.test(value as string);
  return isAmount && isMeant ? Math.round(value * 1_000) / 1_000 : undefined;
}

function scalars(value: unknown): Fields | undefined {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return undefined;
  // An own "__proto__" is a name like any other.
  const fields = Object.create(null) as Fields;
  let left = MOST_ENTRIES;
  for (const key in value) {
    if (left-- === 0) break;
    const entry = (value as Fields)[key];
    if (typeof entry === "string") fields[key] = truncate(entry, LONGEST_ENTRY);
    else if (/number|boolean/.test(typeof entry)) fields[key] = entry;
  }
  return fields;
}
