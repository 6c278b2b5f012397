/** Steps of time, in milliseconds, in which the accounts of clients are kept. */
export const ACCOUNT_PERIOD = 600_000;

/**
 * A client, with its accepted numbers, is forgotten this many milliseconds after it was last seen: longer than any event
 * may be late.
 */
export const FORGET_MS = 9 * 24 * 3_600_000;

/** One row per client and period: counts added up, and the newest counters whatever came in which order. */
export function mergeClients(relation: string): string {
  return `
    SELECT instance, service, environment, period, min(first_seen) AS first_seen, max(last_seen) AS last_seen,
      ${total("received")}, ${total("summarised")}, ${total("rejected")},
      max(reported) AS reported, coalesce(arg_max(settled, row(reported, settled)), 0) AS settled,
      arg_max(host, last_seen) AS host, arg_max(sdk, last_seen) AS sdk,
      arg_max(stats, row(reported, settled)) AS stats
    FROM (${relation}) GROUP BY instance, service, environment, period`;
}

/** What a client claims must never make a sum overflow. */
function total(column: string): string {
  return `least(sum(${column}), ${Number.MAX_SAFE_INTEGER})::BIGINT AS ${column}`;
}
