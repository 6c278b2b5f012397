import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import type { JSX } from "preact";
import { completenessQuery } from "../../api/queries.ts";
import { useViewState } from "../../url-state/use-view-state.ts";
import { CompletenessDetails } from "./completeness-details.tsx";
import { formatCompleteness, shortfalls } from "./describe-completeness.ts";

const REFETCH_MS = 15_000;
/** Texts on the line; the details have all. */
const SHOWN = 2;

interface CompletenessNoteProps {
  /** Shown only then: what is incomplete stands above the numbers that it puts in question. */
  when: "complete" | "incomplete";
}

/** How much of what the clients took in is on this page; it opens the account of every client. */
export function CompletenessNote({ when }: CompletenessNoteProps): JSX.Element | null {
  const { view } = useViewState();
  const [open, setOpen] = useState(false);
  const { data } = useQuery({ ...completenessQuery(view), refetchInterval: REFETCH_MS });
  if (!data || data.total.ratio === null) return null;
  const { ratio } = data.total;
  if ((ratio === 1) !== (when === "complete")) return null;
  const reasons = ratio < 1 ? shortfalls(data).slice(0, SHOWN) : [];
  return (
    <>
      <button
        type="button"
        class="quiet completeness"
        aria-haspopup="dialog"
        title="What arrived of everything that the clients took in"
        onClick={() => setOpen(true)}
      >
        {[`${formatCompleteness(ratio)} complete`, ...reasons].join(" · ")}
      </button>
      {open && <CompletenessDetails completeness={data} onClose={() => setOpen(false)} />}
    </>
  );
}
