import { NUMBER_FIELDS, OBJECT_FIELDS, TEXT_FIELDS } from "@peekjs/protocol";
import { redactSegments } from "../privacy/redact-path.ts";
import { LONGEST_KEY, LONGEST_TEXT, MOST_ENTRIES } from "./limits.ts";

type Fields = Record<string, unknown>;
type Read = (value: never, field: string) => unknown;

/** Fields by the type of their values, and how these are kept. */
const KINDS: readonly (readonly [type: string, fields: readonly string[], read: Read])[] = [
  ["string", TEXT_FIELDS, text],
  ["number", [...NUMBER_FIELDS, "timestamp"], amount],
  ["object", OBJECT_FIELDS, entries],
];

/** What a row gives up when it is too large, in this order. */
const EXPENDABLE = ["metadata", "requestBody", "responseBody", "requestHeaders", "responseHeaders"];
/** Values in a form that apps get wrong: with a wrong one a collector takes no record. */
const FORMS: Partial<Record<string, RegExp>> = {
  status: /^[1-5]\d\d$/,
  traceId: /^(?!0+$)[\da-f]{32}$/i,
  spanId: /^(?!0+$)[\da-f]{16}$/i,
};

/**
 * The JSON of a request as the wire has it, whatever the app handed over: a field that cannot be kept is left out.
 *
 * @returns undefined when it is too large whatever it gives up
 */
export function encodeRow(source: object, maxBytes: number): string | undefined {
  const row: Fields = { method: "_OTHER", durationMs: 0 };
  for (const [type, fields, read] of KINDS) {
    for (const field of fields) {
      try {
        const value = (source as Fields)[field];
        if (typeof value === type && FORMS[field]?.test(value as string) !== false) {
          row[field] = read(value as never, field) ?? row[field];
        }
      } catch {
        // A getter or proxy of the app's: that costs the one field.
      }
    }
  }
  row["timestamp"] ??= Math.round(Date.now() - (row["durationMs"] as number));
  for (const field of ["", ...EXPENDABLE]) {
    row[field] = undefined;
    const json = JSON.stringify(row);
    if (json.length <= maxBytes) return json;
  }
  return undefined;
}

function text(value: string, field: string): string {
  if (/Body|Stack/.test(field)) return value;
  const text = value.slice(0, LONGEST_TEXT);
  return field === "path" ? redactSegments(text) : text;
}

/** Thousandths are enough of a millisecond; a thousand times as much as whole bytes a double may not hold. */
function amount(value: number): number | undefined {
  if (!(value >= 0 && value < 8e15)) return undefined;
  return value % 1 ? Math.round(value * 1_000) / 1_000 : value;
}

/** Headers are texts; metadata may be numbers and truth values too. */
function entries(value: object, field: string): Fields | undefined {
  if (ArrayBuffer.isView(value)) return undefined;
  const kinds = field === "metadata" ? /string|number|boolean/ : /string/;
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, MOST_ENTRIES)
      .filter(([key, entry]) => kinds.test(typeof entry) && key.length <= LONGEST_KEY),
  );
}
