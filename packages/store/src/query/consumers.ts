import type { DuckDBConnection } from "@duckdb/node-api";
import type { DataFile } from "../database/data-file.ts";
import { latestNames } from "../database/latest-names.ts";
import { Parameters } from "./parameters.ts";
import type { Grouping } from "./relation.ts";
import { groupColumns, unionOfParts } from "./relation.ts";

export interface ConsumerCount {
  key: (string | null)[];
  time: number;
  consumers: number;
}

/** Distinct consumers per key and interval. */
export async function countConsumers(
  connection: DuckDBConnection,
  grouping: Grouping,
): Promise<ConsumerCount[]> {
  const withConsumer: Grouping = {
    ...grouping,
    keys: [...grouping.keys, { expression: "r.consumer", dictionary: true }],
  };
  const parameters = new Parameters();
  const parts = unionOfParts(withConsumer, parameters, () => ({ columns: "count(*) AS n" }));
  if (parts === undefined) return [];
  const columns = groupColumns(grouping);
  const rows = await parameters.run(
    connection,
    `SELECT ${columns.replace(/t$/, "t::DOUBLE")}, count(DISTINCT k${grouping.keys.length})::DOUBLE
     FROM (${parts}) GROUP BY ${columns}`,
  );
  const width = grouping.keys.length;
  return rows.map((row) => {
    const [time, consumers] = row.slice(width) as [number, number];
    return { key: row.slice(0, width) as (string | null)[], time, consumers };
  });
}

/** The name last given for each consumer. */
export async function consumerNames(
  connection: DuckDBConnection,
  files: DataFile[],
  consumers: string[],
): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  // Oldest first, so that the newest file has the last word.
  for (const { catalog } of files.toReversed()) {
    const parameters = new Parameters();
    const wanted = `list_contains(${parameters.texts(consumers)}, c.value)`;
    const rows = await parameters.run(
      connection,
      `SELECT c.value, n.value
       FROM (${latestNames(catalog, wanted)}) p
       JOIN ${catalog}.dictionary c ON c.id = p.consumer JOIN ${catalog}.dictionary n ON n.id = p.name`,
    );
    for (const [consumer, name] of rows as [string, string][]) names.set(consumer, name);
  }
  return names;
}
