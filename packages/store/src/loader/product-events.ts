import { TIMESTAMP_MS, UBIGINT, UINTEGER, UTINYINT } from "@duckdb/node-api";
import type { ProductEvent } from "@peekjs/protocol";
import { PRODUCT_EVENT_TYPES } from "@peekjs/protocol";
import type { DataFile } from "../database/data-file.ts";
import type { FrameHeader } from "../frame/frame.ts";
import { halvesOf, messageDigest } from "../message-digest.ts";
import { EventJson } from "./event-json.ts";
import type { Portion } from "./load-queue.ts";
import { sessionIdOf } from "./session-part.ts";
import { sessionPartsTable } from "./session-parts-table.ts";
import { webVitalsTable } from "./web-vitals-table.ts";
import { integers, texts } from "./side-tables.ts";
import type { TableRows } from "./transaction.ts";
import { identitiesTable, traitsTable } from "./user-tables.ts";
import { NullableColumn } from "./words.ts";

/** A product event with the entry it came with. */
export interface LoadedEvent {
  header: FrameHeader;
  sequence: number;
  /** Position among the entry's events. */
  row: number;
  event: ProductEvent;
}

/** What product events add to a file: themselves, and what they say of users. */
export function productEventTables(entries: Portion[], file: DataFile): TableRows[] {
  const events = entries.flatMap(({ sequence, header }) =>
    header.groups
      .flatMap((group) => group.events)
      .map((event, row): LoadedEvent => ({ sequence, header, row, event })),
  );
  if (events.length === 0) return [];
  const tables = [
    eventsTable(events, file),
    identitiesTable(events, file),
    traitsTable(events, file),
  ];
  const ofSessions = events.filter(({ event }) => sessionIdOf(event) !== undefined);
  if (ofSessions.length === 0) return tables;
  return [...tables, sessionPartsTable(ofSessions, file), webVitalsTable(ofSessions, file)];
}

function eventsTable(events: LoadedEvent[], { dictionary }: DataFile): TableRows {
  const texted = (of: (event: LoadedEvent) => string | undefined) => ({
    type: UINTEGER,
    values: Uint32Array.from(events, (event) => dictionary.idOf(of(event))),
  });
  const text = (of: (event: ProductEvent) => string | undefined) =>
    texts(events.map(({ event }) => of(event)));
  const time = (of: (event: LoadedEvent) => number) => integers(TIMESTAMP_MS, events.map(of));
  const json = new EventJson();
  return {
    table: "product_events",
    rows: events.length,
    columns: [
      integers(
        UBIGINT,
        events.map(({ sequence, row }) => sequence * 65_536 + row),
      ),
      time(({ event }) => event.timestamp),
      time(({ header }) => header.receivedAt),
      texted(({ header }) => header.service),
      texted(({ header }) => header.environment),
      {
        type: UTINYINT,
        values: Uint8Array.from(events, ({ event }) => PRODUCT_EVENT_TYPES.indexOf(event.type)),
      },
      texted(({ event }) => event.event ?? event.name),
      text(({ userId }) => userId),
      text(({ anonymousId }) => anonymousId),
      messages(events).column(UBIGINT),
      texts(events.map(({ event }, row) => json.of(event, events[row + 1]?.event))),
    ],
  };
}

function messages(events: LoadedEvent[]): NullableColumn {
  const column = new NullableColumn(events.length, 2);
  for (const [row, { header, event }] of events.entries()) {
    if (event.messageId === undefined) continue;
    column.words.set(halvesOf(messageDigest(header, event.messageId)), row * 2);
    column.setValid(row);
  }
  return column;
}
