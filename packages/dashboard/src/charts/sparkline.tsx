import { useMemo } from "preact/hooks";
import type { JSX } from "preact";
import type { SeriesColor } from "./chart-series.ts";
import { isolatedPoints } from "./plot-options.ts";
import { Plot } from "./plot.tsx";
import { useChartTheme, withAlpha } from "./theme.ts";

interface SparklineProps {
  times: readonly number[];
  values: readonly (number | null)[];
  color: SeriesColor;
}

/** The course of one number, without axes: decoration beside the number itself. */
export function Sparkline({ times, values, color }: SparklineProps): JSX.Element {
  const theme = useChartTheme();
  const options = useMemo(
    () => ({
      ms: 1 as const,
      padding: [2, 0, 1, 0] as [number, number, number, number],
      legend: { show: false },
      cursor: { show: false },
      axes: [{ show: false }, { show: false }],
      scales: {
        y: { range: (_: unknown, __: number, max: number): [number, number] => [0, max || 1] },
      },
      series: [
        {},
        {
          stroke: theme.series[color],
          width: 1.5,
          fill: withAlpha(theme.series[color], 0.12),
          points: { show: true, size: 3, filter: isolatedPoints },
        },
      ],
    }),
    [theme, color],
  );
  const data = useMemo<[number[], (number | null)[]]>(
    () => [[...times], [...values]],
    [times, values],
  );
  return (
    <div class="sparkline" aria-hidden="true">
      <Plot options={options} data={data} height={36} />
    </div>
  );
}
