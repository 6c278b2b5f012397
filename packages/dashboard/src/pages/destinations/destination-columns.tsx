import type { DestinationStats } from "@peekjs/protocol";
import type { Column } from "../../components/data-table.tsx";
import { formatCount } from "../../format/number.ts";

const STATES = { closed: "sending", "half-open": "trying again", open: "not answering" };

/** @param showRefused called with the name of the destination whose dead letters are asked for */
export function destinationColumns(
  showRefused: (name: string) => void,
): Column<DestinationStats>[] {
  return [
    { id: "destination", label: "Destination", render: ({ name }) => name },
    { id: "state", label: "State", render: ({ circuit }) => STATES[circuit] },
    count("delivered", "Delivered", ({ delivered }) => delivered),
    count("pending", "Waiting", ({ pending }) => pending),
    count("dropped", "Dropped", ({ dropped }) =>
      Object.values(dropped).reduce((sum, each) => sum + each, 0),
    ),
    {
      id: "refused",
      label: "Refused",
      numeric: true,
      render: ({ name, dead }) =>
        dead === 0 ? (
          "0"
        ) : (
          <button
            type="button"
            class="cell-filter"
            aria-haspopup="dialog"
            aria-label={`${formatCount(dead)} refused by ${name}`}
            onClick={() => showRefused(name)}
          >
            {formatCount(dead)}
          </button>
        ),
    },
    {
      id: "failure",
      label: "Last failure",
      render: ({ lastFailure = "", lastAnswer }) => (
        <span class="muted">
          {lastAnswer === undefined ? lastFailure : `${lastFailure}: ${lastAnswer}`}
        </span>
      ),
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
