import type { ProductEventSeries } from "@peekjs/protocol";
import type { ChartSeries, SeriesColor } from "../../charts/chart-series.ts";
import { formatKind, labelOf, type EventKind } from "./event-kind.ts";

const COLORS: readonly SeriesColor[] = ["blue", "orange", "green", "purple", "sky"];

/** Layers of a chart: the kinds with the most events, and all others as one. */
export function countSeries(series: readonly ProductEventSeries[]): ChartSeries[] {
  const shown = series.slice(0, COLORS.length).map((one, index): ChartSeries => ({
    id: formatKind(kindOfSeries(one)),
    label: labelOf(kindOfSeries(one)),
    color: COLORS[index]!,
    hatched: index % 2 === 1,
    values: one.values,
  }));
  const others = series.slice(COLORS.length);
  if (others.length === 0) return shown;
  const values = others[0]!.values.map((_, time) =>
    others.reduce((sum, one) => sum + (one.values[time] ?? 0), 0),
  );
  return [...shown, { id: "", label: `${others.length} others`, color: "grey", values }];
}

export function kindOfSeries({ type, name }: ProductEventSeries): EventKind {
  return { type, name: name ?? undefined };
}
