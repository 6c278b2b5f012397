import { DOUBLE, TIMESTAMP_MS, UINTEGER } from "@duckdb/node-api";
import type { DataFile } from "../database/data-file.ts";
import { SESSION_COUNTS, SESSION_NUMBERS, SESSION_TEXTS } from "../database/schema.ts";
import type { LoadedEvent } from "./product-events.ts";
import { sessionParts, type SessionPart } from "./session-part.ts";
import { integers, nullableDoubles, texts } from "./side-tables.ts";
import type { TableRows } from "./transaction.ts";

/** What the events say of sessions. */
export function sessionPartsTable(events: LoadedEvent[], { dictionary }: DataFile): TableRows {
  const parts = sessionParts(events);
  const ids = (of: (part: SessionPart) => string | undefined) => ({
    type: UINTEGER,
    values: Uint32Array.from(parts, (part) => dictionary.idOf(of(part))),
  });
  return {
    table: "session_parts",
    rows: parts.length,
    columns: [
      texts(parts.map(({ id }) => id)),
      ids(({ origin }) => origin.service),
      ids(({ origin }) => origin.environment),
      texts(parts.map(({ userId }) => userId)),
      integers(
        TIMESTAMP_MS,
        parts.map(({ firstSeen }) => firstSeen),
      ),
      integers(
        TIMESTAMP_MS,
        parts.map(({ lastSeen }) => lastSeen),
      ),
      ...SESSION_COUNTS.map((name) => ({
        type: UINTEGER,
        values: Uint32Array.from(parts, ({ counts }) => counts[name]),
      })),
      ...SESSION_NUMBERS.map((_, index) =>
        nullableDoubles(parts.map(({ context }) => context.numbers[index])).column(DOUBLE),
      ),
      ...SESSION_TEXTS.map((_, index) => texts(parts.map(({ context }) => context.texts[index]))),
    ],
  };
}
