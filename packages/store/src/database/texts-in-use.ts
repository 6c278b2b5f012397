import { DICTIONARY_COLUMNS } from "./schema.ts";

/** Ids of the texts of a file that something refers to, as SQL. */
export function textsInUse(catalog: string): string {
  const dimensions = ["service", "environment", "method", "route", "consumer"];
  const columns: Record<string, readonly string[]> = {
    requests: DICTIONARY_COLUMNS,
    rollup_minute: dimensions,
    rollup_hour: dimensions,
    product_events: ["service", "environment", "name"],
    session_parts: ["service", "environment"],
    web_vitals: ["service", "environment"],
    consumer_names: ["consumer", "name"],
  };
  return Object.entries(columns)
    .flatMap(([table, names]) => names.map((name) => `SELECT ${name} FROM ${catalog}.${table}`))
    .join(" UNION ");
}
