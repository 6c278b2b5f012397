import type { TopResult } from "@peekjs/protocol";
import type { JSX } from "preact";
import { Link } from "wouter-preact";
import { DataTable } from "../../components/data-table.tsx";
import { useViewState } from "../../url-state/use-view-state.ts";
import { consumerColumns } from "../consumers/consumer-columns.tsx";
import { endpointColumns } from "../endpoints/endpoint-columns.tsx";
import { rowKeyOf } from "../traffic-columns.tsx";

const SHOWN = ["endpoint", "consumer", "share", "requests", "5xx", "p95"];

interface TopTablesProps {
  endpoints: TopResult;
  consumers: TopResult;
}

/** The five busiest endpoints and consumers, each with a way to all of them. */
export function TopTables({ endpoints, consumers }: TopTablesProps): JSX.Element {
  const { hrefOf } = useViewState();
  const now = Date.now();
  const tables = [
    {
      title: "Top endpoints",
      path: "/endpoints",
      result: endpoints,
      columns: endpointColumns(endpoints.total, now),
    },
    {
      title: "Top consumers",
      path: "/consumers",
      result: consumers,
      columns: consumerColumns(consumers.total, now),
    },
  ];
  return (
    <div class="top-tables">
      {tables.map(({ title, path, result, columns }) => (
        <section class="card" key={path} aria-label={title}>
          <header class="card-header">
            <h2>{title}</h2>
            <Link href={hrefOf(path)} class="quiet">
              View all
            </Link>
          </header>
          <DataTable
            caption={title}
            columns={columns.filter(({ id }) => SHOWN.includes(id))}
            rows={result.rows.slice(0, 5)}
            rowKey={rowKeyOf}
          />
        </section>
      ))}
    </div>
  );
}
