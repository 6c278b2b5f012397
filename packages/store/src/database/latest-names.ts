/** The name that each consumer of a file was given last. */
export function latestNames(catalog: string): string {
  return `SELECT consumer, arg_max(name, rowid) AS name FROM ${catalog}.consumer_names GROUP BY consumer`;
}
