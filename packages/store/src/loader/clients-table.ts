import { BIGINT, TIMESTAMP_MS } from "@duckdb/node-api";
import type { ClientStats } from "@peekjs/protocol";
import { ACCOUNT_PERIOD } from "../database/clients.ts";
import type { CarriedStats, FrameHeader } from "../frame/frame.ts";
import type { Portion } from "./load-queue.ts";
import { integers, texts } from "./side-tables.ts";
import type { TableRows } from "./transaction.ts";

interface ClientRow {
  header: FrameHeader & { instance: string };
  period: number;
  firstSeen: number;
  lastSeen: number;
  received: number;
  summarised: number;
  rejected: number;
  stats: CarriedStats | undefined;
}

/** What the entries say about each numbering client: one row per client and period. */
export function clientsTable(entries: Portion[]): TableRows {
  const byClient = new Map<string, ClientRow>();
  for (const { header } of entries) {
    const { instance, service, environment, receivedAt, stats } = header;
    if (instance === undefined) continue;
    const period = Math.floor(receivedAt / ACCOUNT_PERIOD) * ACCOUNT_PERIOD;
    const key = JSON.stringify([instance, service, environment, period]);
    let row = byClient.get(key);
    if (!row) {
      const nothing = { received: 0, summarised: 0, rejected: 0, stats: undefined };
      const seen = { period, firstSeen: receivedAt, lastSeen: receivedAt };
      row = { header: { ...header, instance }, ...seen, ...nothing };
      byClient.set(key, row);
    }
    row.firstSeen = Math.min(row.firstSeen, receivedAt);
    row.lastSeen = Math.max(row.lastSeen, receivedAt);
    addRecords(row, header);
    if (stats && (!row.stats || isNewer(stats, row.stats))) row.stats = stats;
  }
  const rows = [...byClient.values()];
  const time = (of: (row: ClientRow) => number) => integers(TIMESTAMP_MS, rows.map(of));
  const count = (of: (row: ClientRow) => number) => integers(BIGINT, rows.map(of));
  const text = (of: (row: ClientRow) => string | undefined) => texts(rows.map(of));
  return {
    table: "clients",
    rows: rows.length,
    columns: [
      text(({ header }) => header.instance),
      text(({ header }) => header.service ?? ""),
      text(({ header }) => header.environment ?? ""),
      time(({ period }) => period),
      time(({ firstSeen }) => firstSeen),
      time(({ lastSeen }) => lastSeen),
      count(({ received }) => received),
      count(({ summarised }) => summarised),
      count(({ rejected }) => rejected),
      count(({ stats }) => stats?.accepted ?? 0),
      count(({ stats }) => (stats ? settled(stats) : 0)),
      text(({ header }) => header.host),
      text(({ header }) => header.sdk),
      text(({ stats }) => stats && JSON.stringify(stats)),
    ],
  };
}

function addRecords(row: ClientRow, { records, groups }: FrameHeader): void {
  let summaries = 0;
  let repeated = 0;
  for (const group of groups) {
    summaries += group.summaries.length;
    repeated += group.repeated ?? 0;
    for (const { count } of group.summaries) {
      row.summarised = Math.min(row.summarised + count, Number.MAX_SAFE_INTEGER);
    }
    for (const [first, last] of group.accepted) row.rejected += last - first + 1;
  }
  row.received += records - summaries + repeated;
  row.rejected -= records + repeated;
}

/** Counters only grow, so that they tell themselves which are the newer ones. */
function isNewer(a: ClientStats, b: ClientStats): boolean {
  return a.accepted === b.accepted ? settled(a) >= settled(b) : a.accepted > b.accepted;
}

function settled({ delivered, summarised, dropped }: ClientStats): number {
  const all = Object.values(dropped).reduce((sum, count) => sum + count, delivered + summarised);
  return Math.min(all, Number.MAX_SAFE_INTEGER);
}
