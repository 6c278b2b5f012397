import type { JS } from "@duckdb/node-api";
import { SESSION_DIMENSIONS, type Session } from "@peekjs/protocol";
import { dimensionColumn } from "./merged-sessions.ts";

const REQUIRED = [
  ["id", "id"],
  ["service", "service"],
  ["environment", "environment"],
  ["startedAt", "epoch_ms(started)::DOUBLE"],
  ["endedAt", "epoch_ms(ended)::DOUBLE"],
  ["durationMs", "(epoch_ms(ended) - epoch_ms(started))::DOUBLE"],
  ["pageViews", "page_views"],
  ["clicks", "clicks"],
  ["errors", "errors"],
  ["events", "events"],
] as const;

const OPTIONAL = [
  ["userId", "user_id"],
  ["timeOnPageMs", "round(time_on_page * 1000)"],
  ["scrollDepth", "scroll_depth"],
  ["platform", "platform"],
  ["userAgent", "user_agent"],
  ["screenWidth", "screen_width"],
  ["screenHeight", "screen_height"],
  ...SESSION_DIMENSIONS.map((name) => [name, dimensionColumn(name)] as const),
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
