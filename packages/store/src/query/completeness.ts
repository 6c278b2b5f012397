import type { DuckDBConnection } from "@duckdb/node-api";
import type { Completeness, CompletenessQuery, InstanceCompleteness } from "@peekjs/protocol";
import { ACCOUNT_PERIOD } from "../database/clients.ts";
import type { Database } from "../database/database.ts";
import type { CarriedStats } from "../frame/frame.ts";
import { accountFor, totalOf } from "./account.ts";
import type { ClientState } from "./account.ts";
import { numberGaps } from "./number-gaps.ts";
import { Parameters } from "./parameters.ts";

/** Clients listed; the total counts all of them. */
const MOST_INSTANCES = 500;

interface KnownClient {
  identity: Pick<
    InstanceCompleteness,
    "instance" | "service" | "environment" | "host" | "sdk" | "firstSeen" | "lastSeen"
  >;
  before: ClientState;
  after: ClientState;
}

/** Accounts for the clients that were heard of in the range, widened to whole periods. */
export async function completeness(
  database: Database,
  connection: DuckDBConnection,
  query: CompletenessQuery,
): Promise<Completeness> {
  const from = Math.floor(query.from / ACCOUNT_PERIOD) * ACCOUNT_PERIOD;
  const to = Math.ceil(query.to / ACCOUNT_PERIOD) * ACCOUNT_PERIOD;
  const catalogs = database.files().map(({ catalog }) => catalog);
  const clients = await readClients(connection, catalogs, { ...query, from, to });
  const names = clients.map(({ identity }) => identity.instance);
  const numbers = await numberGaps(connection, catalogs, names);
  const instances = clients.map(({ identity, before, after }): InstanceCompleteness => {
    const { lost = 0, missing = 0, gaps = [] } = numbers.get(identity.instance) ?? {};
    const { spooled = 0, pending = 0 } = after.stats ?? {};
    return { ...identity, ...accountFor(before, after, { lost, missing }), spooled, pending, gaps };
  });
  instances.sort((a, b) => lacking(b) - lacking(a) || b.lastSeen - a.lastSeen);
  return { from, to, total: totalOf(instances), instances: instances.slice(0, MOST_INSTANCES) };
}

function lacking({ accepted, waiting, received, summarised }: InstanceCompleteness): number {
  return accepted - waiting - received - summarised;
}

async function readClients(
  connection: DuckDBConnection,
  catalogs: readonly string[],
  { from, to, service, environment }: CompletenessQuery,
): Promise<KnownClient[]> {
  const parameters = new Parameters();
  const isBefore = `period < ${parameters.time(from)}`;
  const conditions = [`period < ${parameters.time(to)}`];
  if (service !== undefined) conditions.push(`service = ${parameters.text(service)}`);
  if (environment !== undefined) conditions.push(`environment = ${parameters.text(environment)}`);
  const state = (condition: string): string =>
    ["received", "summarised", "rejected"]
      .map((column) => `coalesce(sum(${column}) FILTER (${condition}), 0)::DOUBLE`)
      .concat(`arg_max(stats, row(reported, settled)) FILTER (${condition})`)
      .join(", ");
  const parts = catalogs.map(
    (catalog) => `SELECT * FROM ${catalog}.clients WHERE ${conditions.join(" AND ")}`,
  );
  const rows = await parameters.run(
    connection,
    `SELECT instance, service, environment, arg_max(host, last_seen), arg_max(sdk, last_seen),
       epoch_ms(min(first_seen))::DOUBLE, epoch_ms(max(last_seen))::DOUBLE, ${state(isBefore)}, ${state("true")}
     FROM (${parts.join(" UNION ALL ")}) GROUP BY instance, service, environment
     HAVING count(*) FILTER (NOT (${isBefore})) > 0`,
  );
  return rows.map((row) => {
    const [instance, name, stage, host, sdk, firstSeen, lastSeen] = row as [
      ...[string, string, string, string | null, string | null],
      ...[number, number],
    ];
    return {
      identity: {
        instance,
        service: name,
        environment: stage,
        host: host ?? undefined,
        sdk: sdk ?? undefined,
        firstSeen,
        lastSeen,
      },
      before: stateOf(row.slice(7, 11)),
      after: stateOf(row.slice(11, 15)),
    };
  });
}

function stateOf(columns: unknown[]): ClientState {
  const [received, summarised, rejected, stats] = columns as [
    number,
    number,
    number,
    string | null,
  ];
  const parsed = stats === null ? undefined : (JSON.parse(stats) as CarriedStats);
  return { received, summarised, rejected, stats: parsed };
}
