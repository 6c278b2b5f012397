import { useQuery, useQueryClient } from "@tanstack/preact-query";
import type { DestinationStats } from "@peekjs/protocol";
import { useState } from "preact/hooks";
import type { JSX } from "preact";
import { destinationsQuery, redrive } from "../../api/destination-queries.ts";
import { DataTable } from "../../components/data-table.tsx";
import type { Column } from "../../components/data-table.tsx";
import { formatCount } from "../../format/number.ts";

const REFETCH_MS = 5_000;

/** Where events go on to: is data leaving, and what is stuck? */
export function DestinationsSection(): JSX.Element | null {
  const client = useQueryClient();
  const [said, setSaid] = useState("");
  const { data } = useQuery({ ...destinationsQuery(), refetchInterval: REFETCH_MS });
  if (!data) return null;
  const sendAgain = async (name: string): Promise<void> => {
    try {
      const { redriven } = await redrive(name);
      setSaid(`${formatCount(redriven)} wait again for ${name}.`);
    } catch (error) {
      setSaid((error as Error).message);
    }
    void client.invalidateQueries({ queryKey: ["destinations"] });
  };
  return (
    <section class="card" aria-label="Destinations">
      <header class="card-header">
        <h2>Destinations</h2>
        <p class="card-note">
          {data.destinations.length === 0
            ? "Events stay in this collector."
            : "since the collector's start"}
        </p>
        <p aria-live="polite">{said}</p>
      </header>
      {data.destinations.length > 0 && (
        <DataTable
          caption="Destinations"
          columns={destinationColumns((name) => void sendAgain(name))}
          rows={data.destinations}
          rowKey={({ name }) => name}
        />
      )}
    </section>
  );
}

const STATES = { closed: "sending", "half-open": "trying again", open: "not answering" };

function destinationColumns(sendAgain: (name: string) => void): Column<DestinationStats>[] {
  return [
    { id: "destination", label: "Destination", render: ({ name }) => name },
    { id: "state", label: "State", render: ({ circuit }) => STATES[circuit] },
    count("delivered", "Delivered", ({ delivered }) => delivered),
    count("pending", "Waiting", ({ pending }) => pending),
    count("dropped", "Dropped", ({ dropped }) =>
      Object.values(dropped).reduce((sum, each) => sum + each, 0),
    ),
    {
      id: "dead",
      label: "Refused",
      numeric: true,
      render: ({ name, dead }) =>
        dead === 0 ? (
          "0"
        ) : (
          <button
            type="button"
            class="cell-filter"
            title="Send them again"
            aria-label={`${formatCount(dead)} refused by ${name}: send again`}
            onClick={() => sendAgain(name)}
          >
            {formatCount(dead)} ↻
          </button>
        ),
    },
    {
      id: "failure",
      label: "Last failure",
      render: ({ lastFailure }) => <span class="muted">{lastFailure ?? ""}</span>,
    },
  ];
}

function count(
  id: string,
  label: string,
  value: (stats: DestinationStats) => number,
): Column<DestinationStats> {
  return { id, label, numeric: true, render: (stats) => formatCount(value(stats)) };
}
