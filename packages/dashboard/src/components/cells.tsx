import type { ComponentChildren, JSX } from "preact";
import { formatRate } from "../format/number.ts";
import { useViewState } from "../url-state/use-view-state.ts";

interface FilterCellProps {
  /** Terms that the cell stands for. */
  terms: readonly string[];
  children: ComponentChildren;
}

/** A value that filters by itself when clicked; with Shift it excludes itself. */
export function FilterCell({ terms, children }: FilterCellProps): JSX.Element {
  const { filterBy } = useViewState();
  const text = terms.join(" ");
  return (
    <button
      type="button"
      class="cell-filter"
      title={`Filter by ${text} (Shift: exclude)`}
      onClick={(event) => {
        event.stopPropagation();
        const last = terms.at(-1);
        if (event.shiftKey && last !== undefined) filterBy(`-${last}`);
        else filterBy(...terms);
      }}
    >
      {children}
    </button>
  );
}

/** Request method, aligned and quiet. */
export function Method({ method }: { method: string }): JSX.Element {
  return <span class="method">{method}</span>;
}

/** A status with its class as colour and shape. */
export function Status({
  status,
  outcome,
}: {
  status: number | undefined;
  outcome: string | undefined;
}): JSX.Element {
  const text = status ?? (outcome === undefined ? "–" : outcome.replace("_", " "));
  const kind = status === undefined ? "none" : String(status).charAt(0);
  return (
    <span class="status" data-class={kind}>
      {text}
    </span>
  );
}

/** A share of failures: quiet at zero, marked when it is not. */
export function FailureRate({
  failed,
  of,
  kind,
}: {
  failed: number;
  of: number;
  kind: "4" | "5";
}): JSX.Element {
  const rate = of === 0 ? null : failed / of;
  return (
    <span class="rate" data-class={kind} data-some={failed > 0}>
      {formatRate(rate)}
    </span>
  );
}

/** A share as a number and a bar. */
export function Share({ part, of }: { part: number; of: number }): JSX.Element {
  const share = of === 0 ? 0 : part / of;
  return (
    <span class="share">
      <span class="share-bar" aria-hidden="true">
        <span style={{ width: `${Math.max(share * 100, 1)}%` }} />
      </span>
      {formatRate(share)}
    </span>
  );
}
