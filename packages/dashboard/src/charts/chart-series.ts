import type { Metric, Timeseries } from "@peekjs/protocol";

/** Names of the colour tokens in `styles/tokens.css`. */
export type SeriesColor = "blue" | "grey" | "orange" | "vermillion" | "green" | "purple" | "sky";

/** One line, area or layer of a stack. */
export interface ChartSeries {
  id: string;
  label: string;
  color: SeriesColor;
  values: readonly (number | null)[];
  /** A second sign beside colour: hatching of a filled layer, dashes of a line. */
  hatched?: boolean;
  dash?: readonly number[];
}

interface StatusClassStyle {
  label: string;
  color: SeriesColor;
  hatched: boolean;
}

const STATUS_CLASSES: Record<string, StatusClassStyle> = {
  "1": { label: "1xx", color: "sky", hatched: false },
  "2": { label: "2xx", color: "blue", hatched: false },
  "3": { label: "3xx", color: "grey", hatched: false },
  "4": { label: "4xx", color: "orange", hatched: false },
  "5": { label: "5xx", color: "vermillion", hatched: true },
};

const NO_STATUS: StatusClassStyle = { label: "no status", color: "purple", hatched: true };

/** Requests by status class, lowest layer first: 1xx … 5xx, then those that sent no status. */
export function statusClassSeries(data: Timeseries): ChartSeries[] {
  return data.series
    .filter((series) => series.metric === "requests")
    .map((series) => {
      const digit = series.key?.charAt(0) ?? "";
      const style = STATUS_CLASSES[digit] ?? NO_STATUS;
      return { id: style === NO_STATUS ? "none" : digit, ...style, values: series.values };
    })
    .sort((a, b) => rank(a.id) - rank(b.id));
}

function rank(id: string): number {
  return id === "none" ? 9 : Number(id);
}

/** The values of one metric, nulls throughout when the answer lacks it. */
export function metricValues(data: Timeseries, metric: Metric): readonly (number | null)[] {
  return (
    data.series.find((series) => series.metric === metric)?.values ?? data.times.map(() => null)
  );
}

/** Running sums from the lowest layer up; an interval without requests counts as 0. */
export function stack(layers: readonly (readonly (number | null)[])[]): number[][] {
  const sums: number[][] = [];
  for (const layer of layers) {
    const below = sums.at(-1);
    sums.push(layer.map((value, index) => (value ?? 0) + (below?.[index] ?? 0)));
  }
  return sums;
}
