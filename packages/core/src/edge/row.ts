import { NUMBER_FIELDS, OBJECT_FIELDS, TEXT_FIELDS } from "@peekjs/protocol";
import { redactSegments } from "../privacy/redact-path.ts";
import { LONGEST_KEY, LONGEST_TEXT, MOST_ENTRIES } from "./limits.ts";

type Fields = Record<string, unknown>;

/** What a row gives up when it is too large, in this order. */
const EXPENDABLE = ["metadata", "requestBody", "responseBody", "requestHeaders", "responseHeaders"];
/** Texts in a form that apps get wrong: with a wrong one a collector takes no record. */
const FORMS: Partial<Record<string, RegExp>> = {
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
  const keep = (
    fields: readonly string[],
    read: (value: unknown, field: string) => unknown,
  ): void => {
    for (const field of fields) {
      try {
        row[field] = read((source as Fields)[field], field) ?? row[field];
      } catch {
        // A getter or proxy of the app's: that costs the one field.
      }
    }
  };
  keep(TEXT_FIELDS, text);
  keep([...NUMBER_FIELDS, "timestamp"], amount);
  row["timestamp"] ??= Math.round(Date.now() - (row["durationMs"] as number));
  keep(OBJECT_FIELDS, entries);
  for (const field of ["", ...EXPENDABLE]) {
    row[field] = undefined;
    const json = JSON.stringify(row);
    if (json.length <= maxBytes) return json;
  }
  return undefined;
}

function text(value: unknown, field: string): string | undefined {
  if (typeof value !== "string" || FORMS[field]?.test(value) === false) return undefined;
  if (/Body|Stack/.test(field)) return value;
  const text = value.slice(0, LONGEST_TEXT);
  return field === "path" ? redactSegments(text) : text;
}

/** Thousandths are enough of a millisecond; a thousand times as much as whole bytes a double may not hold. */
function amount(value: unknown, field: string): number | undefined {
  if (typeof value !== "number" || !(value >= 0 && value < 8e15)) return undefined;
  if (field === "status" && !/^[1-5]\d\d$/.test(`${value}`)) return undefined;
  return value % 1 ? Math.round(value * 1_000) / 1_000 : value;
}

/** Headers are texts; metadata may be numbers and truth values too. */
function entries(value: unknown, field: string): Fields | undefined {
  if (typeof value !== "object" || !value || ArrayBuffer.isView(value)) return undefined;
  const kinds = field === "metadata" ? /string|number|boolean/ : /string/;
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, MOST_ENTRIES)
      .filter(([key, entry]) => kinds.test(typeof entry) && key.length <= LONGEST_KEY),
  );
}
