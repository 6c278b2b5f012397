import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import type { JSX } from "preact";
import { destinationsQuery } from "../../api/destination-queries.ts";
import { DataTable } from "../../components/data-table.tsx";
import { formatTimestamp } from "../../format/time.ts";
import { DeadLettersDialog } from "./dead-letters-dialog.tsx";
import { destinationColumns } from "./destination-columns.tsx";

const REFETCH_MS = 5_000;

/** Where events go on to: is data leaving, and what is stuck? */
export function DestinationsSection(): JSX.Element | null {
  const [open, setOpen] = useState<string>();
  const { data } = useQuery({ ...destinationsQuery(), refetchInterval: REFETCH_MS });
  if (!data) return null;
  const { destinations } = data;
  return (
    <section class="card" aria-label="Destinations">
      <header class="card-header">
        <h2>Destinations</h2>
        <p class="card-note">
          {destinations.length === 0
            ? "Events stay in this collector."
            : `since ${formatTimestamp(Math.min(...destinations.map(({ since }) => since)))}`}
        </p>
      </header>
      {destinations.length > 0 && (
        <DataTable
          caption="Destinations"
          columns={destinationColumns(setOpen)}
          rows={destinations}
          rowKey={({ name }) => name}
        />
      )}
      {open !== undefined && <DeadLettersDialog name={open} onClose={() => setOpen(undefined)} />}
    </section>
  );
}
