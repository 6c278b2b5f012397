import { ATTRIBUTE_LIMITS, FORBIDDEN_KEYS } from "../limits.ts";
import type { ObjectField, Scalar } from "../request-record.ts";
import { truncate } from "../truncate.ts";
import { isObject, show } from "./json-object.ts";
import type { Rejections } from "./rejections.ts";

type Attributes = Record<string, Scalar>;

/** Reads one column of objects; null and undefined are absent, a bad value rejects its record. */
export function readObjects(
  field: ObjectField,
  source: readonly unknown[],
  rejections: Rejections,
): (Attributes | null)[] {
  const scalars = field === "metadata";
  return source.map((value, i) => {
    if (value === null || value === undefined) return null;
    const read = readAttributes(value, scalars);
    if (typeof read !== "string") return read;
    rejections.add(i, "PEEK_E_ATTRIBUTES", `${field} ${read}`);
    return null;
  });
}

/** The attributes, cut and freed of forbidden keys, or what is wrong with them. */
function readAttributes(value: unknown, scalars: boolean): Attributes | string {
  if (!isObject(value)) return `must be an object, got ${show(value)}`;
  const keys = Object.keys(value);
  if (keys.length > ATTRIBUTE_LIMITS.count) {
    return `must have at most ${ATTRIBUTE_LIMITS.count} entries, got ${keys.length}`;
  }
  const attributes: Attributes = {};
  for (const key of keys) {
    if (FORBIDDEN_KEYS.has(key)) continue;
    if (key.length > ATTRIBUTE_LIMITS.key) {
      return `must have keys of at most ${ATTRIBUTE_LIMITS.key} characters, got ${show(key)}…`;
    }
    const entry = value[key];
    if (typeof entry === "string") {
      attributes[key.toWellFormed()] = truncate(entry, ATTRIBUTE_LIMITS.value);
    } else if (scalars && isScalar(entry)) {
      attributes[key.toWellFormed()] = entry;
    } else {
      return `must hold ${scalars ? "scalars" : "text"} only, got ${show(entry)} at ${show(key)}`;
    }
  }
  return attributes;
}

function isScalar(value: unknown): value is Scalar {
  return typeof value === "boolean" || value === null || Number.isFinite(value);
}
