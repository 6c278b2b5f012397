import type { DuckDBConnection } from "@duckdb/node-api";
import { forgetWritten, type DataFile } from "../database/data-file.ts";
import { numberCombinations } from "./combinations.ts";
import type { Column } from "./column-writer.ts";
import { appendColumns } from "./column-writer.ts";
import type { Portion } from "./load-queue.ts";
import { productEventTables } from "./product-events.ts";
import { RequestBatch } from "./request-batch.ts";
import { RollupBatch } from "./rollup-batch.ts";
import { clientsTable } from "./clients-table.ts";
import { addSummaries } from "./summaries.ts";
import {
  acceptedTable,
  consumerNamesTable,
  dictionaryTable,
  keysTable,
  loadsTable,
  lostTable,
} from "./side-tables.ts";

/** Rows for one table. */
export interface TableRows {
  table: string;
  columns: Column[];
  rows: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Loads the portions into the file, all or nothing. */
export async function loadTransaction(
  connection: DuckDBConnection,
  file: DataFile,
  portions: Portion[],
): Promise<void> {
  await connection.run("BEGIN");
  try {
    await writePortions(connection, file, portions);
    await connection.run("COMMIT");
  } catch (error) {
    forgetWritten(file);
    await connection.run("ROLLBACK").catch(() => undefined);
    throw error;
  }
  file.dictionary.written();
  file.loadsToCompact++;
}

async function writePortions(
  connection: DuckDBConnection,
  file: DataFile,
  portions: Portion[],
): Promise<void> {
  const requests = collectRequests(file, portions);
  const combinations = numberCombinations(requests);
  const minutes = new RollupBatch(requests, combinations, MINUTE, false);
  const hours = new RollupBatch(requests, combinations, HOUR, true);
  // What comes with an entry besides its requests is loaded with the first of them.
  const entries = portions.filter(({ from }) => from === 0);
  for (const { header } of entries) addSummaries(header, file.dictionary, minutes, hours);

  const range = minutes.range() ?? [portions[0]!.header.receivedAt, portions[0]!.header.receivedAt];
  const tables: TableRows[] = [
    { table: "requests", columns: requests.columns(), rows: requests.rows },
    { table: "rollup_minute", columns: minutes.columns(false), rows: minutes.rows },
    { table: "rollup_hour", columns: hours.columns(true), rows: hours.rows },
    ...productEventTables(entries, file),
    acceptedTable(entries),
    lostTable(entries),
    clientsTable(entries),
    keysTable(entries),
    consumerNamesTable(requests, file.consumerNames),
    loadsTable(portions.at(-1)!, range),
    // Last: the others add to it.
    dictionaryTable(file.dictionary),
  ];
  for (const { table, columns, rows } of tables) {
    if (rows === 0) continue;
    const appender = await connection.createAppender(table, null, file.catalog);
    appendColumns(appender, columns, rows);
    appender.closeSync();
  }
  if (file.hoursToCompact !== "all") {
    for (const hour of hours.periods()) file.hoursToCompact.add(hour);
  }
  file.oldest = Math.min(file.oldest, range[0]);
  file.newest = Math.max(file.newest, range[1]);
}

function collectRequests(file: DataFile, portions: Portion[]): RequestBatch {
  const rows = portions.reduce((sum, { from, to }) => sum + to - from, 0);
  const batch = new RequestBatch(rows);
  for (const { sequence, header, groups, from, to } of portions) {
    let firstRow = 0;
    for (const group of groups) {
      const count = group.header.requests;
      const start = Math.max(from - firstRow, 0);
      const end = Math.min(to - firstRow, count);
      if (start < end)
        batch.add({ sequence, header, group, firstRow }, start, end, file.dictionary);
      firstRow += count;
    }
  }
  return batch;
}
