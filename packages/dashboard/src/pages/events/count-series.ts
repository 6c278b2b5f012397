import type { ProductEventCounts, ProductEventSeries } from "@peekjs/protocol";
import type { ChartSeries, SeriesColor } from "../../charts/chart-series.ts";
import { formatKind, labelOf, type EventKind } from "./event-kind.ts";

const COLORS: readonly SeriesColor[] = ["blue", "orange", "green", "purple", "sky"];

/** Layers of a chart: the kinds with the most events, and all others as one. */
export function countSeries({
  series,
  total,
}: Pick<ProductEventCounts, "series" | "total">): ChartSeries[] {
  const shown = series.slice(0, COLORS.length).map((one, index): ChartSeries => ({
    id: formatKind(kindOfSeries(one)),
    label: labelOf(kindOfSeries(one)),
    color: COLORS[index]!,
    hatched: index % 2 === 1,
    values: one.values,
  }));
  const others = total.names - shown.length;
  if (others <= 0) return shown;
  const values = total.values.map((all, time) =>
    shown.reduce((rest, one) => rest - (one.values[time] ?? 0), all),
  );
  return [...shown, { id: "", label: `${others} others`, color: "grey", values }];
}

export function kindOfSeries({ type, name }: ProductEventSeries): EventKind {
  return { type, name: name ?? undefined };
}
