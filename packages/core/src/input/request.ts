import {
  ATTRIBUTE_LIMITS,
  normalizeText,
  NUMBER_FIELDS,
  OBJECT_FIELDS,
  PeekError,
  TEXT_FIELDS,
  TEXT_LIMITS,
  TIMESTAMP_WINDOW,
} from "@peekjs/protocol";
import type { ObservedRequest } from "../pipeline/observed-request.ts";
import type { RequestInput } from "../client/peek.ts";
import { ownText } from "./own-text.ts";
import type { ReplacementReason } from "./replacement.ts";
import { timeOf } from "./timestamp.ts";
import { ValueCopy } from "./copy-value.ts";

/** Milliseconds: a hundred years. */
const LONGEST_DURATION = 3.2e12;
/** One is left for what was replaced. */
const MOST_ATTRIBUTES = ATTRIBUTE_LIMITS.count - 1;
/** Under this key of the metadata stands which fields were replaced or left out, and why. */
const REPLACED = "peek.replaced";

type Fields = Record<string, unknown>;

/**
 * Copies what an app hands to `recordRequest`. A field that cannot be kept as it is costs itself alone: it is replaced
 * or left out, and `metadata["peek.replaced"]` says so.
 *
 * @throws {PeekError} `PEEK_E_RECORD` when it is no object at all
 */
export function copyRequest(input: RequestInput, now: number): ObservedRequest {
  if (typeof input !== "object" || input === null) {
    throw new PeekError(
      "PEEK_E_RECORD",
      "recordRequest needs an object with method and durationMs; the request was left out.",
    );
  }
  const copy = new ValueCopy();
  const read = (field: string): unknown => copy.read(input, field);
  const durationMs = durationOf(read("durationMs"), copy);
  const record: Fields = {
    timestamp: timeOf(read("timestamp"), now - Math.min(durationMs, TIMESTAMP_WINDOW.past), copy),
  };
  for (const field of TEXT_FIELDS) {
    const text = textOf(read(field), field, TEXT_LIMITS[field], copy);
    if (text === undefined) continue;
    if (normalizeText(field, text) === undefined) copy.note(field, "out_of_range");
    else record[field] = text;
  }
  if (record["method"] === undefined) {
    noteMissing("method", copy);
    record["method"] = "_OTHER";
  }
  for (const field of NUMBER_FIELDS) {
    const value = field === "durationMs" ? durationMs : read(field);
    if (value === undefined || value === null) continue;
    if (isValid(field, value)) record[field] = field.endsWith("Bytes") ? Math.round(value) : value;
    else copy.note(field, faultOf(value));
  }
  for (const field of OBJECT_FIELDS) {
    const fields = attributesOf(read(field), field, copy);
    if (fields !== undefined) record[field] = fields;
  }
  if (copy.replaced.length > 0) {
    const notes = copy.replaced.map(({ field, reason }) => `${field}: ${reason}`).join(", ");
    record["metadata"] = { ...(record["metadata"] as object), [REPLACED]: notes };
  }
  return record as unknown as ObservedRequest;
}

function isValid(field: string, value: unknown): value is number {
  if (typeof value !== "number" || !(value >= 0 && value <= Number.MAX_SAFE_INTEGER)) return false;
  return field !== "status" || (Number.isInteger(value) && value >= 100 && value <= 599);
}

function durationOf(value: unknown, copy: ValueCopy): number {
  if (typeof value === "number" && value >= 0 && value <= LONGEST_DURATION) return value;
  if (value === undefined || value === null) noteMissing("durationMs", copy);
  else copy.note("durationMs", faultOf(value));
  return 0;
}

/** Why a value is no amount that can be kept. */
function faultOf(value: unknown): ReplacementReason {
  if (typeof value !== "number") return "no_number";
  return Number.isFinite(value) ? "out_of_range" : "not_finite";
}

/** Unless it is known already why there is nothing. */
function noteMissing(field: string, copy: ValueCopy): void {
  if (!copy.replaced.some((replacement) => replacement.field === field))
    copy.note(field, "missing");
}

/** A little over the limit, so that whoever cuts on a code-point boundary still sees that there was more. */
function textOf(value: unknown, field: string, limit: number, copy: ValueCopy): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value === "number" || typeof value === "bigint") {
    const copied = copy.scalar(value, field);
    return copied === null ? undefined : textOf(String(copied), field, limit, copy);
  }
  if (typeof value !== "string") {
    copy.note(field, "no_text");
    return undefined;
  }
  if (value.length <= limit) return value;
  return ownText(value.slice(0, limit + 1));
}

/** Objects and arrays within become their JSON, all values of headers text. */
function attributesOf(value: unknown, field: string, copy: ValueCopy): Fields | undefined {
  if (value === undefined || value === null) return undefined;
  const copied = copy.of(value, field);
  if (typeof copied !== "object" || copied === null || Array.isArray(copied)) {
    copy.note(field, "no_object");
    return undefined;
  }
  const entries = Object.entries(copied);
  if (entries.length > MOST_ATTRIBUTES) copy.note(field, "too_many");
  return Object.fromEntries(
    entries
      .slice(0, MOST_ATTRIBUTES)
      .map(([key, entry]) => [key, attributeOf(entry, field !== "metadata")]),
  );
}

function attributeOf(value: unknown, isHeader: boolean): unknown {
  if (value === null) return isHeader ? "" : null;
  const isScalar = typeof value === "string" || (typeof value !== "object" && !isHeader);
  const scalar = isScalar ? value : JSON.stringify(value);
  const isLong = typeof scalar === "string" && scalar.length > ATTRIBUTE_LIMITS.value;
  return isLong ? scalar.slice(0, ATTRIBUTE_LIMITS.value + 1) : scalar;
}
