import type { DuckDBConnection } from "@duckdb/node-api";
import type { ServiceInfo } from "@peekjs/protocol";
import type { Database } from "../database/database.ts";
import { Parameters } from "./parameters.ts";

/** Every service that has sent requests, by name. */
export async function services(
  database: Database,
  connection: DuckDBConnection,
): Promise<ServiceInfo[]> {
  const parts = database.filesBetween(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY).map(
    ({ catalog }) => `
        SELECT s.value AS service, e.value AS environment, first, last FROM (
          SELECT service, environment, min(period) AS first, max(last_seen) AS last
          FROM ${catalog}.rollup_minute GROUP BY ALL
        ) p
        LEFT JOIN ${catalog}.dictionary s ON s.id = p.service
        LEFT JOIN ${catalog}.dictionary e ON e.id = p.environment`,
  );
  if (parts.length === 0) return [];
  const rows = await new Parameters().run(
    connection,
    `SELECT service, list(DISTINCT environment ORDER BY environment),
       epoch_ms(min(first))::DOUBLE, epoch_ms(max(last))::DOUBLE
     FROM (${parts.join(" UNION ALL ")}) GROUP BY service ORDER BY service`,
  );
  return rows.map((row) => {
    const [service, environments, firstSeen, lastSeen] = row as [
      string | null,
      (string | null)[],
      number,
      number,
    ];
    return {
      service: service ?? "",
      environments: environments.map((environment) => environment ?? ""),
      firstSeen,
      lastSeen,
    };
  });
}
