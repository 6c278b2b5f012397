import type { Metric, Timeseries, TopResult, TopTotals } from "@peekjs/protocol";
import type { JSX } from "preact";
import { metricValues } from "../../charts/chart-series.ts";
import type { SeriesColor } from "../../charts/chart-series.ts";
import { formatCount, formatDuration, formatRate } from "../../format/number.ts";
import { KpiTile } from "./kpi-tile.tsx";
import { change, isComparable, perTime } from "./change.ts";

interface KpiRowProps {
  series: Timeseries;
  total: TopTotals;
  consumers: TopResult;
  consumerLimit: number;
  /** The same numbers of the range of equal length before. */
  previous: TopTotals | undefined;
}

export function KpiRow({
  series,
  total,
  consumers,
  consumerLimit,
  previous,
}: KpiRowProps): JSX.Element {
  const known = consumers.rows.filter((row) => row.key !== null);
  const anonymous = consumers.rows.find((row) => row.key === null)?.requests ?? 0;
  const comparable = isComparable(total, previous) ? previous : undefined;
  const spark = (metric: Metric, color: SeriesColor) => ({
    times: series.times,
    values: metricValues(series, metric),
    color,
  });
  const rate = (part: number, of: number): number => (of === 0 ? 0 : part / of);
  return (
    <div class="kpis">
      <KpiTile
        label="Requests"
        value={formatCount(total.requests)}
        detail={perTime(total.requests, series.to - series.from)}
        change={comparable && change(total.requests, comparable.requests)}
        spark={spark("requests", "blue")}
      />
      <KpiTile
        label="Error rate"
        value={formatRate(rate(total.serverErrors, total.requests))}
        detail={`${formatCount(total.serverErrors)} server errors · 4xx ${formatRate(rate(total.clientErrors, total.requests))}`}
        change={
          comparable &&
          change(
            rate(total.serverErrors, total.requests),
            rate(comparable.serverErrors, comparable.requests),
          )
        }
        rising="worse"
        spark={spark("error_rate", "vermillion")}
      />
      <KpiTile
        label="Latency p95"
        value={formatDuration(total.p95)}
        detail={`p50 ${formatDuration(total.p50)} · p99 ${formatDuration(total.p99)}`}
        change={comparable && change(total.p95, comparable.p95)}
        rising="worse"
        spark={spark("p95", "orange")}
      />
      <KpiTile
        label="Active consumers"
        value={
          consumers.rows.length >= consumerLimit ? `${consumerLimit}+` : formatCount(known.length)
        }
        detail={`${formatRate(rate(anonymous, total.requests))} of requests anonymous`}
        spark={spark("consumers", "green")}
      />
    </div>
  );
}
