import type { JSX } from "preact";
import { formatTimestamp } from "../format/time.ts";
import type { ChartSeries } from "./chart-series.ts";

interface ChartTableProps {
  title: string;
  times: readonly number[];
  series: readonly ChartSeries[];
  format: (value: number | null) => string;
}

/** The numbers of a chart, newest first. */
export function ChartTable({ title, times, series, format }: ChartTableProps): JSX.Element {
  return (
    <div class="chart-table" tabIndex={0} role="region" aria-label={title}>
      <table>
        <caption class="visually-hidden">{title}</caption>
        <thead>
          <tr>
            <th scope="col">Interval from</th>
            {series.map((each) => (
              <th scope="col" class="number" key={each.id}>
                {each.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {times
            .map((time, index) => (
              <tr key={time}>
                <th scope="row">{formatTimestamp(time).slice(0, 19)}</th>
                {series.map((each) => (
                  <td class="number" key={each.id}>
                    {format(each.values[index] ?? null)}
                  </td>
                ))}
              </tr>
            ))
            .toReversed()}
        </tbody>
      </table>
    </div>
  );
}
