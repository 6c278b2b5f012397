import uPlot from "uplot";
import { formatClock, formatDay } from "../format/time.ts";
import type { ChartSeries } from "./chart-series.ts";
import { hatching, withAlpha } from "./theme.ts";
import type { ChartTheme } from "./theme.ts";

export type ChartKind = "stack" | "lines" | "area";

interface ChartOptions {
  kind: ChartKind;
  series: readonly ChartSeries[];
  theme: ChartTheme;
  formatAxis: (value: number) => string;
  /** Least value of the vertical axis' upper end. */
  floor: number;
  integers: boolean;
  onZoom: (from: number, to: number) => void;
  onCursor: (index: number | undefined) => void;
}

const AXIS_FONT = "11px system-ui, sans-serif";

/** Charts with one key move their cursors together. */
const CURSOR_GROUP = "overview";

/** uPlot options of a time chart; times are milliseconds. */
export function plotOptions(options: ChartOptions): Omit<uPlot.Options, "width" | "height"> {
  const { kind, series, theme, formatAxis, floor, integers } = options;
  const layers = kind === "stack" ? series.toReversed() : series;
  return {
    ms: 1,
    padding: [8, 18, 0, 0],
    legend: { show: false },
    cursor: {
      sync: { key: CURSOR_GROUP, scales: ["x", null], filters: { pub: isMovement } },
      dataIdx: intervalAt,
      y: false,
      drag: { x: true, y: false, setScale: false },
      points: kind === "stack" ? { show: false } : { size: 7 },
    },
    scales: {
      x: { time: true, range: (plot, min, max) => xRange(plot, min, max, kind) },
      y: { range: (_, __, max) => [0, Math.max(floor, (max ?? 0) * 1.08)] },
    },
    axes: [
      {
        stroke: theme.text,
        font: AXIS_FONT,
        grid: { show: false },
        ticks: { stroke: theme.grid, size: 4, width: 1 },
        gap: 4,
        size: 26,
        space: 70,
        values: (_, splits, __, ___, increment) => splits.map((at) => axisTime(at, increment)),
      },
      {
        stroke: theme.text,
        font: AXIS_FONT,
        grid: { stroke: theme.grid, width: 1 },
        ticks: { show: false },
        border: { show: false },
        gap: 6,
        size: 52,
        space: 34,
        ...(integers ? { incrs: INTEGER_INCREMENTS } : {}),
        values: (_, splits) => splits.map(formatAxis),
      },
    ],
    series: [{}, ...layers.map((layer) => drawnSeries(layer, kind, theme))],
    hooks: {
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width < 8) return;
          options.onZoom(plot.posToVal(left, "x"), plot.posToVal(left + width, "x"));
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
      setCursor: [(plot) => options.onCursor(plot.cursor.idxs?.[1] ?? undefined)],
    },
  };
}

/** Only where the cursor is gets shared: one chart alone answers a selection. */
function isMovement(type: string): boolean {
  return type === "mousemove" || type === "mouseleave";
}

/** The interval that holds a moment; uPlot's own choice is the nearest start. */
function intervalAt(plot: uPlot, _series: number, nearest: number, moment: number): number {
  return (plot.data[0][nearest] ?? 0) > moment ? Math.max(0, nearest - 1) : nearest;
}

const INTEGER_INCREMENTS = Array.from({ length: 10 }, (_, power) =>
  [1, 2, 5].map((digit) => digit * 10 ** power),
).flat();

function xRange(plot: uPlot, min: number, max: number, kind: ChartKind): [number, number] {
  const times = plot.data[0];
  const step = times.length > 1 ? (times[1] ?? 0) - (times[0] ?? 0) : 60_000;
  return [min, kind === "stack" ? max + step : Math.max(max, min + step)];
}

function axisTime(at: number, increment: number): string {
  const midnight = formatClock(at) === "00:00";
  if (increment >= 86_400_000 || midnight) return formatDay(at);
  return formatClock(at, increment < 60_000);
}

function drawnSeries(series: ChartSeries, kind: ChartKind, theme: ChartTheme): uPlot.Series {
  const color = theme.series[series.color];
  if (kind === "stack") {
    return {
      label: series.label,
      width: 0,
      fill: (plot) => (series.hatched ? hatching(plot.ctx, color, theme.surface) : color),
      paths: uPlot.paths.bars?.({ size: [0.84, 40], align: 1 }) ?? (() => null),
      points: { show: false },
    };
  }
  return {
    label: series.label,
    stroke: color,
    width: 1.6,
    ...(series.dash ? { dash: [...series.dash] } : {}),
    ...(kind === "area" ? { fill: withAlpha(color, 0.14) } : {}),
    points: { show: true, size: 4, fill: color, filter: isolatedPoints },
  };
}

/** A value between two gaps has no line to either side: only a point shows it. */
export function isolatedPoints(plot: uPlot, seriesIndex: number): number[] {
  const values = plot.data[seriesIndex] ?? [];
  const known = (index: number): boolean => values[index] !== null && values[index] !== undefined;
  return Array.from(values.keys()).filter(
    (index) => known(index) && !known(index - 1) && !known(index + 1),
  );
}
