import { FORBIDDEN_KEYS } from "../limits.ts";

export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Neither missing nor null. */
export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** A whole number from 0 on that a double holds exactly. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/**
 * Makes parsed JSON of free form safe to keep, in place: forbidden keys go, lone surrogates are replaced, in keys too.
 * Recursion is bounded by the depth that was checked before parsing.
 */
export function sanitize<T>(value: T): T {
  if (typeof value === "string") return value.toWellFormed() as T;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) value[i] = sanitize(value[i]);
    return value;
  }
  const object = value as JsonObject;
  for (const key of Object.keys(object)) {
    const item = object[key];
    if (FORBIDDEN_KEYS.has(key) || !key.isWellFormed()) delete object[key];
    if (!FORBIDDEN_KEYS.has(key)) object[key.toWellFormed()] = sanitize(item);
  }
  return value;
}

/** A value as an error message shows it. */
export function show(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "string") return JSON.stringify(value.slice(0, 64).toWellFormed());
  if (typeof value === "number" || typeof value === "boolean" || value === null)
    return String(value);
  return Array.isArray(value) ? "an array" : "an object";
}
