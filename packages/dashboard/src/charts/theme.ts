import { useEffect, useState } from "preact/hooks";
import { onThemeChange } from "../components/theme.ts";
import type { SeriesColor } from "./chart-series.ts";

/** The design tokens that canvas drawing needs, as computed colours. */
export interface ChartTheme {
  text: string;
  grid: string;
  surface: string;
  series: Record<SeriesColor, string>;
}

const SERIES: readonly SeriesColor[] = [
  "blue",
  "grey",
  "orange",
  "vermillion",
  "green",
  "purple",
  "sky",
];

function readTheme(): ChartTheme {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    text: token("--chart-text"),
    grid: token("--chart-grid"),
    surface: token("--chart-surface"),
    series: Object.fromEntries(
      SERIES.map((name) => [name, token(`--series-${name}`)]),
    ) as ChartTheme["series"],
  };
}

/** Current colours; a new object, and so new charts, when the theme changes. */
export function useChartTheme(): ChartTheme {
  const [theme, setTheme] = useState(readTheme);
  useEffect(() => onThemeChange(() => setTheme(readTheme())), []);
  return theme;
}

/** A colour of a computed token with less opacity. */
export function withAlpha(color: string, alpha: number): string {
  return color.replace(/^rgba?\(([^)/]+)\)$/, (_, channels: string) => {
    const [red, green, blue] = channels.split(/[\s,]+/);
    return `rgba(${red}, ${green}, ${blue}, ${alpha})`;
  });
}

/** Diagonal stripes over a colour: readable without seeing colours. */
export function hatching(
  context: CanvasRenderingContext2D,
  color: string,
  stripe: string,
): CanvasPattern | string {
  const size = 6 * devicePixelRatio;
  const tile = new OffscreenCanvas(size, size);
  const draw = tile.getContext("2d");
  if (!draw) return color;
  draw.fillStyle = color;
  draw.fillRect(0, 0, size, size);
  draw.strokeStyle = stripe;
  draw.lineWidth = 1.4 * devicePixelRatio;
  for (const offset of [-size, 0, size]) {
    draw.moveTo(offset - 1, size + 1);
    draw.lineTo(offset + size + 1, -1);
  }
  draw.stroke();
  return context.createPattern(tile, "repeat") ?? color;
}
