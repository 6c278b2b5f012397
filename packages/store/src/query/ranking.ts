import type { TopOrder } from "@peekjs/protocol";
import { bucketColumns } from "./bucket-columns.ts";
import type { Parameters } from "./parameters.ts";
import type { Grouping } from "./relation.ts";
import { groupColumns, unionOfParts } from "./relation.ts";

/** Which keys come first, and how many of them. */
export interface Ranking {
  /** Descending; of equals those with more requests, then by name. */
  order: TopOrder;
  limit: number;
}

/** Quantiles as shares. */
export const QUANTILES = { p50: 0.5, p95: 0.95, p99: 0.99 } as const;

type Quantile = keyof typeof QUANTILES;

const ORDERS: { [order in Exclude<TopOrder, Quantile>]: string } = {
  requests: "c.requests",
  error_rate: "c.server_errors / c.requests",
  client_error_rate: "c.client_errors / c.requests",
  last_seen: "c.last_seen",
};

/**
 * The rows of counts that come first. Ordered where they are read: there may be millions of consumers.
 *
 * @param counts a query with the columns of {@link groupColumns}, `requests`, `server_errors` …
 */
export function rankedSql(
  counts: string,
  { order, limit }: Ranking,
  grouping: Grouping,
  parameters: Parameters,
): string {
  const names = grouping.keys.map((_, index) => `c.k${index} NULLS LAST`);
  const ranked = (relation: string, rank: string): string => `
    SELECT c.* FROM ${relation}
    ORDER BY ${[`${rank} DESC NULLS LAST`, "c.requests DESC", ...names].join(", ")}
    LIMIT ${parameters.integer(limit)}`;
  if (!isQuantile(order)) return ranked(`(${counts}) c`, ORDERS[order]);
  const same = groupColumns(grouping)
    .split(", ")
    .map((column) => `c.${column} IS NOT DISTINCT FROM l.${column}`);
  const latencies = quantileSql(QUANTILES[order], grouping, parameters);
  return ranked(`(${counts}) c LEFT JOIN (${latencies}) l ON ${same.join(" AND ")}`, "l.bucket");
}

/** The bucket in which a quantile of each key lies, as `ExponentialHistogram.quantile` finds it. */
function quantileSql(share: number, grouping: Grouping, parameters: Parameters): string {
  // Counts were found in the same parts, so there are some.
  const parts = unionOfParts(grouping, parameters, bucketColumns)!;
  const columns = groupColumns(grouping);
  return `
    SELECT ${columns}, min(bucket) AS bucket FROM (
      SELECT ${columns}, bucket,
        sum(n) OVER (PARTITION BY ${columns} ORDER BY bucket ROWS UNBOUNDED PRECEDING) AS seen,
        sum(n) OVER (PARTITION BY ${columns}) AS total
      FROM (SELECT ${columns}, bucket, sum(n) AS n FROM (${parts}) GROUP BY ${columns}, bucket)
    ) WHERE seen >= greatest(1, ceil(${parameters.number(share)} * total)) GROUP BY ${columns}`;
}

function isQuantile(order: TopOrder): order is Quantile {
  return order in QUANTILES;
}
