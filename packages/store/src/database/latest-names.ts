/**
 * The name that each consumer of a file was given last. Merged by text: after a restart a text may have another id.
 *
 * @param condition on the consumer, `c.value`
 */
export function latestNames(catalog: string, condition = "true"): string {
  return `
    SELECT arg_max(p.consumer, p.rowid) AS consumer, arg_max(p.name, p.rowid) AS name
    FROM ${catalog}.consumer_names p JOIN ${catalog}.dictionary c ON c.id = p.consumer
    WHERE ${condition} GROUP BY c.value`;
}
