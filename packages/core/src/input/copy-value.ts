/// <reference lib="es2024.string" />
import { FORBIDDEN_KEYS, truncate } from "@peekjs/protocol";
import { ownText } from "./own-text.ts";
import type { Replacement, ReplacementReason } from "./replacement.ts";

/** Nested deeper than this nothing is copied; the collector takes 32 levels, of which an envelope needs six. */
const DEEPEST = 20;
/** Values in one event. */
const MOST_VALUES = 4_096;
/** Entries of one object or array. */
const MOST_ENTRIES = 1_024;
const LONGEST_KEY = 128;
/** Longest text in UTF-16 code units. */
const LONGEST_TEXT = 16_384;
const MOST_REPLACEMENTS = 16;

/**
 * Copies what an app hands over as JSON has it, in bounded time and whatever it is. What JSON cannot carry is replaced,
 * by null unless there is something better, and noted.
 *
 * @example
 * ```ts
 * const copy = new ValueCopy();
 * copy.of({ total: 12n }, "properties"); // { total: "12" }
 * copy.replaced; // [{ field: "properties.total", reason: "bigint" }]
 * ```
 */
export class ValueCopy {
  readonly replaced: Replacement[] = [];
  readonly #ancestors: object[] = [];
  #values = 0;

  of(value: unknown, field: string): unknown {
    switch (typeof value) {
      case "string":
      case "number":
      case "bigint":
        return this.scalar(value, field);
      case "boolean":
        return value;
      case "object":
        return value === null ? null : this.#object(value, field);
      default:
        return undefined;
    }
  }

  scalar(value: string | number | bigint, field: string): string | number | null {
    if (typeof value === "number") {
      return Number.isFinite(value) ? value : this.note(field, "not_finite");
    }
    if (typeof value === "bigint") {
      this.note(field, "bigint");
      return bigintText(value);
    }
    if (value.length > LONGEST_TEXT) this.note(field, "too_long");
    return copyText(value, LONGEST_TEXT);
  }

  /** What stands under a key; a getter or proxy of the app's that throws costs the one field, which is null then. */
  read(source: object, key: string | number, field = String(key)): unknown {
    try {
      return (source as Record<string | number, unknown>)[key];
    } catch {
      return this.note(field, "unreadable");
    }
  }

  /** Notes that a field was replaced; null takes its place. */
  note(field: string, reason: ReplacementReason): null {
    if (this.replaced.length < MOST_REPLACEMENTS) {
      this.replaced.push({ field: field.toWellFormed(), reason });
    }
    return null;
  }

  #object(value: object, field: string): unknown {
    if (this.#ancestors.includes(value)) return this.note(field, "cyclic");
    if (this.#ancestors.length >= DEEPEST) return this.note(field, "too_deep");
    this.#ancestors.push(value);
    try {
      // Millions of numbers, of which JSON would make as many texts.
      if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
        return this.note(field, "binary");
      }
      const json = ownJson(value);
      if (json === INVALID_DATE) return this.note(field, "invalid_date");
      if (json !== value) return this.of(json, field);
      return Array.isArray(value) ? this.#array(value, field) : this.#record(value, field);
    } catch {
      return this.note(field, "unreadable");
    } finally {
      this.#ancestors.pop();
    }
  }

  #array(value: unknown[], field: string): unknown[] {
    const copy: unknown[] = [];
    for (let i = 0; i < value.length; i++) {
      if (!this.#hasRoom(i, field)) break;
      copy.push(this.#entry(value, i, `${field}.${i}`) ?? null);
    }
    return copy;
  }

  #record(value: object, field: string): Record<string, unknown> {
    const copy: Record<string, unknown> = {};
    let entries = 0;
    for (const key in value) {
      if (!Object.hasOwn(value, key)) continue;
      const name = key.length > LONGEST_KEY ? copyText(key, LONGEST_KEY) : key.toWellFormed();
      if (FORBIDDEN_KEYS.has(name)) {
        this.note(`${field}.${name}`, "forbidden");
        continue;
      }
      if (!this.#hasRoom(entries++, field)) break;
      const entry = this.#entry(value, key, `${field}.${name}`);
      if (entry !== undefined) copy[name] = entry;
    }
    return copy;
  }

  #entry(source: object, key: string | number, field: string): unknown {
    return this.of(this.read(source, key, field), field);
  }

  #hasRoom(entries: number, field: string): boolean {
    if (entries < MOST_ENTRIES && ++this.#values <= MOST_VALUES) return true;
    this.note(field, "too_many");
    return false;
  }
}

const INVALID_DATE = Symbol("invalid date");

/** What an object says it is in JSON: the text of a Date or URL; itself where it says nothing. */
function ownJson(value: object): unknown {
  if (value instanceof Date && Number.isNaN(value.getTime())) return INVALID_DATE;
  const { toJSON } = value as { toJSON?: unknown };
  return typeof toJSON === "function" ? (toJSON.call(value, "") as unknown) : value;
}

/** Cut on a code-point boundary. */
function copyText(text: string, limit: number): string {
  const cut = truncate(text, limit);
  return text.length <= limit ? cut : ownText(cut);
}

/** The decimal digits, unless there are so many that making them takes its time. */
function bigintText(value: bigint): string | null {
  return value < 10n ** 1_000n && value > -(10n ** 1_000n) ? value.toString() : null;
}
