import type { JS } from "@duckdb/node-api";
import { SESSION_DIMENSIONS, type Session } from "@peekjs/protocol";
import { columnOf, SESSION_COUNTS } from "../database/schema.ts";

const REQUIRED = [
  ["id", "id"],
  ["service", "service"],
  ["environment", "environment"],
  ["startedAt", "epoch_ms(started)::DOUBLE"],
  ["endedAt", "epoch_ms(ended)::DOUBLE"],
  ["durationMs", "(epoch_ms(ended) - epoch_ms(started))::DOUBLE"],
  ...named(SESSION_COUNTS),
] as const;

const OPTIONAL = [
  ["timeOnPageMs", "round(time_on_page * 1000)"],
  ...named(["userId", "scrollDepth", "platform", "userAgent", "screenWidth", "screenHeight"]),
  ...named(SESSION_DIMENSIONS),
] as const;

const FIELDS = [...REQUIRED, ...OPTIONAL];

/** Columns of `merged` that {@link toSession} reads, in its order. */
export const SESSION_COLUMNS: string = FIELDS.map(([, column]) => column).join(", ");

/** Absent values are left out; `vitals` are still to be added. */
export function toSession(row: JS[]): Session {
  const fields = FIELDS.map(([name], index) => [name, row[index]] as const);
  const present = fields.filter(([, value]) => value !== null && value !== undefined);
  return { ...(Object.fromEntries(present) as unknown as Omit<Session, "vitals">), vitals: {} };
}

function named(fields: readonly string[]): (readonly [name: string, column: string])[] {
  return fields.map((field) => [field, columnOf(field)]);
}
