import { isObject, type JsonObject } from "../read-json.ts";

/** Attributes by name: texts, numbers and booleans; whatever else one is, is left out. */
export type Attributes = ReadonlyMap<string, string | number | boolean>;

/** Reads OTLP's list of keys and values. A whole number may be text or a number: clients write both. */
export function readAttributes(holder: unknown): Attributes {
  const attributes = new Map<string, string | number | boolean>();
  for (const item of listOf(holder, "attributes")) {
    const { key, value } = item;
    if (typeof key !== "string" || !isObject(value)) continue;
    const { stringValue, boolValue, intValue, doubleValue } = value;
    if (typeof stringValue === "string") attributes.set(key, stringValue);
    else if (typeof boolValue === "boolean") attributes.set(key, boolValue);
    else if (isWhole(intValue)) attributes.set(key, Number(intValue));
    else if (typeof doubleValue === "number") attributes.set(key, doubleValue);
  }
  return attributes;
}

function isWhole(value: unknown): value is number | string {
  return typeof value === "number" || (typeof value === "string" && /^-?\d{1,20}$/.test(value));
}

/** The objects of a list in an object; none where there is no such list. */
export function listOf(holder: unknown, name: string): JsonObject[] {
  const list = isObject(holder) ? holder[name] : undefined;
  return Array.isArray(list) ? list.filter(isObject) : [];
}

/** The first of the names whose attribute is text. */
export function textOf(attributes: Attributes, ...names: string[]): string | undefined {
  for (const name of names) {
    const value = attributes.get(name);
    if (typeof value === "string" && value !== "") return value;
  }
  return undefined;
}

/** The first of the names whose attribute is a number, or text that is one. */
export function numberOf(attributes: Attributes, ...names: string[]): number | undefined {
  for (const name of names) {
    const value = attributes.get(name);
    if (value === undefined || value === "" || typeof value === "boolean") continue;
    if (Number.isFinite(Number(value))) return Number(value);
  }
  return undefined;
}
