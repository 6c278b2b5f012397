import { formatClock, formatDay } from "../format/time.ts";
import type { ChartSeries } from "./chart-series.ts";

interface Description {
  title: string;
  /** E.g. `last hour`. */
  rangeText: string;
  times: readonly number[];
  series: readonly ChartSeries[];
  format: (value: number | null) => string;
}

/** Describes counts for those who do not see the chart: total, share of each series, and the peak. */
export function describeCounts({ title, rangeText, times, series, format }: Description): string {
  const totals = series.map((each) => sum(each.values));
  const total = sum(totals);
  if (total === 0) return `${title}, ${rangeText}: none.`;
  const parts = series
    .map((each, index) => `${each.label} ${format(totals[index] ?? 0)}`)
    .join(", ");
  const perInterval = times.map((_, index) => sum(series.map((each) => each.values[index] ?? 0)));
  const peak = Math.max(...perInterval);
  const at = times[perInterval.indexOf(peak)] ?? 0;
  return `${title}, ${rangeText}: ${format(total)} (${parts}), peak ${format(peak)} at ${moment(at, times)}.`;
}

/** Describes levels (latencies, rates) for those who do not see the chart: lowest, highest and latest of each series. */
export function describeLevels({ title, rangeText, times, series, format }: Description): string {
  const sentences = series.map(({ label, values }) => {
    const known = values.filter((value) => value !== null);
    if (known.length === 0) return `${label} has no values`;
    const highest = Math.max(...known);
    const at = times[values.indexOf(highest)] ?? 0;
    const name = series.length > 1 ? `${label} ` : "";
    return `${name}between ${format(Math.min(...known))} and ${format(highest)} (at ${moment(at, times)}), latest ${format(known.at(-1) ?? null)}`;
  });
  return `${title}, ${rangeText}: ${sentences.join("; ")}.`;
}

/** An interval's start, with the day when the chart spans more than one. */
export function moment(time: number, times: readonly number[]): string {
  const first = times[0] ?? time;
  const last = times.at(-1) ?? time;
  const withSeconds = times.length > 1 && (times[1] ?? 0) - first < 60_000;
  const clock = formatClock(time, withSeconds);
  return last - first > 20 * 3_600_000 ? `${formatDay(time)} ${clock}` : clock;
}

function sum(values: readonly (number | null)[]): number {
  return values.reduce<number>((total, value) => total + (value ?? 0), 0);
}
