import { useMemo, useRef, useState } from "preact/hooks";
import type { JSX } from "preact";
import type uPlot from "uplot";
import { Icon } from "../components/icon.tsx";
import { NOTHING } from "../format/number.ts";
import type { ChartSeries } from "./chart-series.ts";
import { stack } from "./chart-series.ts";
import { ChartTable } from "./chart-table.tsx";
import { describeCounts, describeLevels, moment } from "./describe.ts";
import { ChartLegend } from "./legend.tsx";
import { Plot } from "./plot.tsx";
import { plotOptions } from "./plot-options.ts";
import type { ChartKind } from "./plot-options.ts";
import { useChartTheme } from "./theme.ts";

interface TimeChartProps {
  title: string;
  /** E.g. `last hour`. */
  rangeText: string;
  kind: ChartKind;
  times: readonly number[];
  series: readonly ChartSeries[];
  format: (value: number | null) => string;
  formatAxis?: (value: number) => string;
  floor?: number;
  integers?: boolean;
  onZoom: (from: number, to: number) => void;
  /** Makes the legend's entries filter. */
  onSelectSeries?: (id: string) => void;
}

const HEIGHT = 196;

/** A chart over time with legend, spoken description, keyboard cursor and the same numbers as a table. */
export function TimeChart(props: TimeChartProps): JSX.Element {
  const { title, kind, times, series, format, floor = 0, integers = false } = props;
  const theme = useChartTheme();
  const [cursor, setCursor] = useState<number>();
  const [asTable, setAsTable] = useState(false);
  const [spoken, setSpoken] = useState("");
  const plot = useRef<uPlot>();
  const handlers = useRef(props);
  handlers.current = props;

  const shape = series.map(({ id, color }) => `${id}:${color}`).join();
  const options = useMemo(
    () =>
      plotOptions({
        kind,
        series,
        theme,
        floor,
        integers,
        formatAxis: props.formatAxis ?? format,
        onZoom: (from, to) => handlers.current.onZoom(Math.round(from), Math.round(to)),
        onCursor: setCursor,
      }),
    [kind, shape, theme, floor, integers],
  );
  const data = useMemo(() => alignedData(kind, times, series), [kind, times, series]);
  const describe = kind === "stack" ? describeCounts : describeLevels;
  const sentence = describe({ title, rangeText: props.rangeText, times, series, format });

  const moveCursor = (event: JSX.TargetedKeyboardEvent<HTMLElement>): void => {
    const steps = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const chart = plot.current;
    if (steps === undefined || !chart) return;
    event.preventDefault();
    const next = Math.min(times.length - 1, Math.max(0, (cursor ?? times.length) + steps));
    chart.setCursor({ left: chart.valToPos(times[next] ?? 0, "x"), top: 0 });
    const values = series.map((each) => `${each.label} ${format(each.values[next] ?? null)}`);
    setSpoken(`${moment(times[next] ?? 0, times)}: ${values.join(", ")}`);
  };

  return (
    <section class="card chart" aria-label={title}>
      <header class="card-header">
        <h2>{title}</h2>
        <ChartLegend
          series={series}
          kind={kind}
          at={
            cursor === undefined || times[cursor] === undefined ? "" : moment(times[cursor], times)
          }
          valueOf={(each) =>
            cursor === undefined
              ? ""
              : each.values[cursor] === undefined
                ? NOTHING
                : format(each.values[cursor] ?? null)
          }
          onSelect={props.onSelectSeries}
        />
        <button
          type="button"
          class="icon-button"
          aria-label={asTable ? "View as chart" : "View as table"}
          title={asTable ? "View as chart" : "View as table"}
          onClick={() => setAsTable(!asTable)}
        >
          <Icon name={asTable ? "overview" : "table"} />
        </button>
      </header>
      {asTable ? (
        <ChartTable title={sentence} times={times} series={series} format={format} />
      ) : (
        <div
          role="img"
          aria-label={sentence}
          tabIndex={0}
          class="chart-body"
          onKeyDown={moveCursor}
        >
          <Plot
            options={options}
            data={data}
            height={HEIGHT}
            onPlot={(created) => (plot.current = created)}
          />
        </div>
      )}
      <p class="visually-hidden" aria-live="polite">
        {spoken}
      </p>
    </section>
  );
}

function alignedData(
  kind: ChartKind,
  times: readonly number[],
  series: readonly ChartSeries[],
): uPlot.AlignedData {
  const values = series.map((each) => each.values);
  const rows = kind === "stack" ? stack(values).toReversed() : values.map((each) => [...each]);
  return [[...times], ...rows];
}
