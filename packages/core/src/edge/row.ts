import {
  ATTRIBUTE_LIMITS,
  NUMBER_FIELDS,
  OBJECT_FIELDS,
  TEXT_LIMITS,
  truncate,
} from "@peekjs/protocol";
import { redactPath } from "../privacy/redact-path.ts";

type Fields = Record<string, unknown>;

/** What a row gives up when it is too large, in this order. */
const EXPENDABLE = ["metadata", "requestBody", "responseBody", "requestHeaders", "responseHeaders"];

/**
 * The JSON of a request as the wire has it, whatever the app handed over: a field that cannot be kept is left out.
 *
 * @param now the time of a request that has none, milliseconds since 1970
 * @returns undefined when it is too large whatever it gives up
 */
export function encodeRow(source: object, now: number, maxBytes: number): string | undefined {
  const row: Fields = { durationMs: 0 };
  const keep = (field: string, read: (value: unknown) => unknown): void => {
    try {
      row[field] = read((source as Fields)[field]) ?? row[field];
    } catch {
      // A getter or proxy of the app's: that costs the one field.
    }
  };
  for (const [field, limit] of Object.entries(TEXT_LIMITS)) {
    keep(field, (value) =>
      typeof value === "string" && value !== "" ? truncate(value, limit) : undefined,
    );
  }
  row["method"] ??= "_OTHER";
  if (row["path"] !== undefined) row["path"] = redactPath(row["path"] as string);
  for (const field of NUMBER_FIELDS) keep(field, (value) => amount(value, field === "status"));
  row["timestamp"] = Math.round(now - (row["durationMs"] as number));
  keep("timestamp", (value) => amount(value));
  for (const field of OBJECT_FIELDS) keep(field, scalars);
  for (const field of ["", ...EXPENDABLE]) {
    delete row[field];
    const json = JSON.stringify(row);
    if (json.length <= maxBytes) return json;
  }
  return undefined;
}

/** Thousandths are enough of a millisecond. */
function amount(value: unknown, isStatus = false): number | undefined {
  if (typeof value !== "number" || !(value >= 0 && value < 8e15)) return undefined;
  if (isStatus && !/^[1-5]\d\d$/.test(String(value))) return undefined;
  return Math.round(value * 1_000) / 1_000;
}

function scalars(value: unknown): Fields | undefined {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return undefined;
  const fields: Fields = {};
  let left: number = ATTRIBUTE_LIMITS.count;
  for (const key in value) {
    if (left-- === 0) break;
    const field = (value as Fields)[key];
    if (typeof field === "string") fields[key] = truncate(field, ATTRIBUTE_LIMITS.value);
    else if (field === null || /^(number|boolean)$/.test(typeof field)) fields[key] = field;
  }
  return fields;
}
