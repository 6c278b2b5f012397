import type { Timeseries } from "@peekjs/protocol";
import { useMemo } from "preact/hooks";
import type { JSX } from "preact";
import { metricValues, statusClassSeries } from "../../charts/chart-series.ts";
import type { ChartSeries } from "../../charts/chart-series.ts";
import { TimeChart } from "../../charts/time-chart.tsx";
import {
  formatCompact,
  formatCount,
  formatDuration,
  formatRate,
  NOTHING,
} from "../../format/number.ts";
import { describeRange, formatPer } from "../../format/time.ts";
import { formatTerm } from "../../url-state/filter-terms.ts";
import { useViewState } from "../../url-state/use-view-state.ts";

interface OverviewChartsProps {
  totals: Timeseries;
  byStatus: Timeseries;
}

const countOrNothing = (value: number | null): string =>
  value === null ? NOTHING : formatCount(value);

export function OverviewCharts({ totals, byStatus }: OverviewChartsProps): JSX.Element {
  const { view, update, filterBy } = useViewState();
  const statuses = useMemo(() => statusClassSeries(byStatus), [byStatus]);
  const latencies = useMemo<ChartSeries[]>(
    () => [
      { id: "p50", label: "p50", color: "green", values: metricValues(totals, "p50") },
      {
        id: "p95",
        label: "p95",
        color: "orange",
        values: metricValues(totals, "p95"),
        dash: [6, 3],
      },
      {
        id: "p99",
        label: "p99",
        color: "vermillion",
        values: metricValues(totals, "p99"),
        dash: [2, 3],
      },
    ],
    [totals],
  );
  const errors = useMemo<ChartSeries[]>(
    () => [
      {
        id: "error_rate",
        label: "Error rate",
        color: "vermillion",
        values: metricValues(totals, "error_rate"),
      },
    ],
    [totals],
  );
  const consumers = useMemo<ChartSeries[]>(
    () => [
      {
        id: "consumers",
        label: "Consumers",
        color: "green",
        values: metricValues(totals, "consumers"),
      },
    ],
    [totals],
  );
  const shared = {
    rangeText: describeRange(view.range, Date.now()),
    onZoom: (from: number, to: number) => update({ range: { from: String(from), to: String(to) } }),
  };
  return (
    <div class="charts">
      <TimeChart
        {...shared}
        title={`Requests ${formatPer(byStatus.step)}`}
        kind="stack"
        times={byStatus.times}
        series={statuses}
        format={countOrNothing}
        formatAxis={formatCompact}
        floor={4}
        integers
        onSelectSeries={(id) => filterBy(formatTerm("status", `${id}xx`))}
      />
      <TimeChart
        {...shared}
        title="Latency"
        kind="lines"
        times={totals.times}
        series={latencies}
        format={formatDuration}
        floor={1}
      />
      <TimeChart
        {...shared}
        title="Error rate"
        kind="area"
        times={totals.times}
        series={errors}
        format={formatRate}
        formatAxis={(rate) => `${Number((rate * 100).toFixed(2))}%`}
        floor={0.01}
      />
      <TimeChart
        {...shared}
        title={`Active consumers ${formatPer(totals.step)}`}
        kind="area"
        times={totals.times}
        series={consumers}
        format={countOrNothing}
        formatAxis={formatCompact}
        floor={4}
        integers
      />
    </div>
  );
}
