/// <reference lib="es2024.string" />

import { FORBIDDEN_KEYS } from "@peekjs/protocol";
import type { JsonObject } from "./read-json.ts";

/** A value nests deeper than it may. */
export class TooDeep extends Error {
  override readonly name = "TooDeep";
}

/**
 * Makes parsed JSON of free form safe to keep, in place: forbidden keys go, lone surrogates are replaced, in keys too. One walk
 * does it all, and allocates nothing, since it sees every value of every event.
 *
 * @param levels How many levels of arrays and objects may nest.
 * @throws {@link TooDeep} beyond them.
 */
export function makeSafe(value: unknown, levels: number): void {
  if (typeof value !== "object" || value === null) return;
  if (levels === 0) throw new TooDeep();
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const item: unknown = value[index];
      if (typeof item === "string") value[index] = item.toWellFormed();
      else makeSafe(item, levels - 1);
    }
    return;
  }
  const object = value as JsonObject;
  for (const key in object) {
    if (FORBIDDEN_KEYS.has(key)) {
      delete object[key];
      continue;
    }
    const item = object[key];
    if (typeof item === "string") object[key] = item.toWellFormed();
    else makeSafe(item, levels - 1);
    if (!key.isWellFormed()) {
      object[key.toWellFormed()] = object[key];
      delete object[key];
    }
  }
}
