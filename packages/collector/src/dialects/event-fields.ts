import { ATTRIBUTE_LIMITS, EVENT_NAME_LIMIT, truncate } from "@peekjs/protocol";
import { makeSafe, TooDeep } from "./make-safe.ts";
import { boundItems, isObject, type JsonObject } from "./read-json.ts";

/** Levels of nesting in one event, as RudderStack allows. */
const EVENT_DEPTH = 200;

/** Why an event is not kept. */
export interface Refusal {
  code: string;
  detail: string;
}

/** An item of a batch that is not kept. */
export interface RefusedItem extends Refusal {
  /** Its index in the batch. */
  number: number;
}

/**
 * Thrown while one event is read: it alone is refused. It has no trace of the stack, which takes longer than all else where
 * every item of a large body is refused.
 */
export class RefusedEvent extends Error {
  override readonly name = "RefusedEvent";
  readonly code: string;

  constructor(code: string, detail: string) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(detail);
    Error.stackTraceLimit = stackTraceLimit;
    this.code = code;
  }
}

/**
 * An id: numbers become text, nothing and empty text are absent. Too long a one is refused, since two that were cut
 * could become one.
 */
export function readId(field: string, value: unknown): string | undefined {
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  if (typeof value !== "string") return undefined;
  const id = value.trim();
  if (id === "") return undefined;
  const { id: limit } = ATTRIBUTE_LIMITS;
  if (id.length > limit) {
    throw new RefusedEvent("PEEK_E_VALUE", `${field} must have at most ${limit} characters`);
  }
  return truncate(id, limit);
}

/** A name, cut to its limit; nothing and empty text are absent. */
export function readName(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  if (typeof value !== "string" || value === "") return undefined;
  return truncate(value, EVENT_NAME_LIMIT);
}

/** A text, cut to a limit; anything else is absent. */
export function readText(
  value: unknown,
  limit: number = ATTRIBUTE_LIMITS.value,
): string | undefined {
  return typeof value === "string" && value !== "" ? truncate(value, limit) : undefined;
}

/**
 * An object of free form, made safe to keep; anything else is absent.
 *
 * @throws RefusedEvent when it nests deeper than an event may.
 */
export function readObject(value: unknown): JsonObject | undefined {
  if (!isObject(value)) return undefined;
  try {
    makeSafe(value, EVENT_DEPTH - 1);
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error;
    throw new RefusedEvent("PEEK_E_DEPTH", `an event may nest ${EVENT_DEPTH} levels deep`);
  }
  return value;
}

/** What all events of a batch share; absent when it nests too deep, so that it costs none of them. */
export function readShared(value: unknown): JsonObject | undefined {
  try {
    return readObject(value);
  } catch (error) {
    if (error instanceof RefusedEvent) return undefined;
    throw error;
  }
}

/**
 * Runs `read` for each item; what it refuses is told apart, and costs no other.
 *
 * @throws EnvelopeError 413 when there are more items than any client sends.
 */
export function readEach<T>(
  items: readonly unknown[],
  read: (item: JsonObject, number: number) => T,
): { events: T[]; refused: RefusedItem[] } {
  const events: T[] = [];
  const refused: RefusedItem[] = [];
  for (const [number, item] of boundItems(items).entries()) {
    if (!isObject(item)) {
      refused.push({ number, code: "PEEK_E_TYPE", detail: "an event must be an object" });
      continue;
    }
    try {
      events.push(read(item, number));
    } catch (error) {
      if (!(error instanceof RefusedEvent)) throw error;
      refused.push({ number, code: error.code, detail: error.message });
    }
  }
  return { events, refused };
}
