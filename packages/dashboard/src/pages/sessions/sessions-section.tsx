import { keepPreviousData, useQuery } from "@tanstack/preact-query";
import type { JSX } from "preact";
import { sessionSummaryQuery } from "../../api/session-queries.ts";
import { TimeChart } from "../../charts/time-chart.tsx";
import { LoadError } from "../../components/load-state.tsx";
import { formatCompact, formatCount, NOTHING } from "../../format/number.ts";
import { describeRange, formatPer } from "../../format/time.ts";
import { useRefetchInterval } from "../../live/live-provider.tsx";
import { useViewState } from "../../url-state/use-view-state.ts";
import { SessionGroups } from "./session-groups.tsx";
import { SessionList } from "./session-list.tsx";

const REFETCH_MS = 5_000;

/** Visits of browsers: how many, from where, how far they read and how fast it was. Nothing where there are none. */
export function SessionsSection(): JSX.Element | null {
  const { view, update } = useViewState();
  const refetchInterval = useRefetchInterval(REFETCH_MS);
  const { data, error } = useQuery({
    ...sessionSummaryQuery(view),
    refetchInterval,
    placeholderData: keepPreviousData,
  });
  if (error && !data) return <LoadError error={error} />;
  if (!data || data.total.sessions === 0) return null;
  const label = "Sessions";
  return (
    <>
      <TimeChart
        title={`Sessions ${formatPer(data.step)}`}
        rangeText={describeRange(view.range, Date.now())}
        kind="stack"
        times={data.times}
        series={[{ id: "", label, color: "blue", values: data.values }]}
        format={(count) => (count === null ? NOTHING : formatCount(count))}
        formatAxis={formatCompact}
        floor={4}
        integers
        onZoom={(from, to) => update({ range: { from: String(from), to: String(to) } })}
      />
      <SessionGroups summary={data} onChoose={(by) => update({ by })} />
      <SessionList />
    </>
  );
}
