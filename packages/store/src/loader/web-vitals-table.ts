import { DOUBLE, UINTEGER, UTINYINT } from "@duckdb/node-api";
import { WEB_VITALS, type ProductEvent, type WebVital } from "@peekjs/protocol";
import type { DataFile } from "../database/data-file.ts";
import type { LoadedEvent } from "./product-events.ts";
import { clamp, contextText, sessionIdOf } from "./session-part.ts";
import { nullableDoubles, texts } from "./side-tables.ts";
import type { TableRows } from "./transaction.ts";

/** An hour, in milliseconds. */
const HIGHEST = 3_600_000;

interface Measurement {
  name: number;
  load: string;
  value: number;
}

/** What the pages of sessions measured. */
export function webVitalsTable(events: LoadedEvent[], { dictionary }: DataFile): TableRows {
  const rows = events.flatMap((loaded) => {
    const session = sessionIdOf(loaded.event);
    const measured = session === undefined ? undefined : readMeasurement(loaded.event);
    return measured ? [{ ...loaded, ...measured, session }] : [];
  });
  const ids = (of: "service" | "environment") => ({
    type: UINTEGER,
    values: Uint32Array.from(rows, ({ header }) => dictionary.idOf(header[of])),
  });
  return {
    table: "web_vitals",
    rows: rows.length,
    columns: [
      texts(rows.map(({ session }) => session)),
      ids("service"),
      ids("environment"),
      texts(rows.map(({ event }) => event.userId)),
      { type: UTINYINT, values: Uint8Array.from(rows, ({ name }) => name) },
      texts(rows.map(({ load }) => load)),
      nullableDoubles(rows.map(({ value }) => value)).column(DOUBLE),
    ],
  };
}

function readMeasurement({
  type,
  event,
  properties,
  context = {},
}: ProductEvent): Measurement | undefined {
  if (type !== "track" || event !== "web_vital" || properties === undefined) return undefined;
  const { name: text, id, value: sent } = properties;
  const name = WEB_VITALS.indexOf(text as WebVital);
  const value = clamp(sent, HIGHEST);
  if (name === -1 || value === undefined) return undefined;
  // web-vitals gives an id of its own to each metric of each page load.
  const load =
    typeof id === "string" && id !== "" ? id.slice(0, 256) : contextText(context, "entry_page");
  return { name, load: load ?? "", value };
}
