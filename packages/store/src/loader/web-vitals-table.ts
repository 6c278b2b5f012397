import { DOUBLE, UINTEGER, UTINYINT } from "@duckdb/node-api";
import { truncate, WEB_VITALS, type WebVital } from "@peekjs/protocol";
import type { DataFile } from "../database/data-file.ts";
import type { LoadedEvent } from "./product-events.ts";
import { clamp, contextText } from "./session-part.ts";
import { nullableDoubles, texts } from "./side-tables.ts";
import type { TableRows } from "./transaction.ts";

/** An hour, in milliseconds. */
const HIGHEST = 3_600_000;

/** Of a page load, in characters. */
const LONGEST_ID = 256;

interface Measurement {
  loaded: LoadedEvent;
  /** Its position among `WEB_VITALS`. */
  name: number;
  load: string;
  value: number;
}

/** What the pages of sessions measured; the events are those of sessions alone. */
export function webVitalsTable(events: LoadedEvent[], { dictionary }: DataFile): TableRows {
  const rows = events.flatMap((loaded) => readMeasurement(loaded) ?? []);
  const ids = (of: "service" | "environment") => ({
    type: UINTEGER,
    values: Uint32Array.from(rows, ({ loaded }) => dictionary.idOf(loaded.header[of])),
  });
  return {
    table: "web_vitals",
    rows: rows.length,
    columns: [
      texts(rows.map(({ loaded }) => loaded.event.anonymousId)),
      ids("service"),
      ids("environment"),
      texts(rows.map(({ loaded }) => loaded.event.userId)),
      { type: UTINYINT, values: Uint8Array.from(rows, ({ name }) => name) },
      texts(rows.map(({ load }) => load)),
      nullableDoubles(rows.map(({ value }) => value)).column(DOUBLE),
    ],
  };
}

function readMeasurement(loaded: LoadedEvent): Measurement | undefined {
  const { type, event, properties, context } = loaded.event;
  if (type !== "track" || event !== "web_vital" || properties === undefined) return undefined;
  const { name: text, id, value: sent } = properties;
  const name = WEB_VITALS.indexOf(text as WebVital);
  const value = clamp(sent, HIGHEST);
  if (name === -1 || value === undefined) return undefined;
  // web-vitals gives an id of its own to each metric of each page load.
  const load =
    typeof id === "string" && id !== ""
      ? truncate(id, LONGEST_ID)
      : contextText(context, "entryPage");
  return { loaded, name, load: load ?? "", value };
}
