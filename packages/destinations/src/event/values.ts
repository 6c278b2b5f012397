/** A plain object, as JSON knows it. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An own member of what may be an object. */
export function member(value: unknown, key: string): unknown {
  return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** A text that says something; numbers are written out, as ids often are numbers. */
export function asText(value: unknown): string | undefined {
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  if (typeof value !== "string") return undefined;
  const text = value.trim();
  return text === "" ? undefined : text;
}

/** A finite number, also one written as text. */
export function asNumber(value: unknown): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

/** The first of these members that says something. */
export function firstText(value: unknown, ...keys: string[]): string | undefined {
  for (const key of keys) {
    const text = asText(member(value, key));
    if (text !== undefined) return text;
  }
  return undefined;
}

/** The first of these members that is a number. */
export function firstNumber(value: unknown, ...keys: string[]): number | undefined {
  for (const key of keys) {
    const number = asNumber(member(value, key));
    if (number !== undefined) return number;
  }
  return undefined;
}

/** An object without its undefined members; undefined when nothing is left. */
export function compact<T extends object>(value: T): T | undefined {
  const kept: Record<string, unknown> = {};
  let isEmpty = true;
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue;
    kept[key] = member;
    isEmpty = false;
  }
  return isEmpty ? undefined : (kept as T);
}
