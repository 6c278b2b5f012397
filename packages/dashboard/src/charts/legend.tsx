import type { JSX } from "preact";
import type { ChartSeries } from "./chart-series.ts";
import type { ChartKind } from "./plot-options.ts";

interface ChartLegendProps {
  series: readonly ChartSeries[];
  kind: ChartKind;
  /** Time under the cursor, empty when there is none. */
  at: string;
  valueOf: (series: ChartSeries) => string;
  onSelect?: ((id: string) => void) | undefined;
}

/** Names the series, shows their values under the cursor, and filters by one where that makes sense. */
export function ChartLegend({
  series,
  kind,
  at,
  valueOf,
  onSelect,
}: ChartLegendProps): JSX.Element {
  const named = series.length > 1 || kind === "stack";
  return (
    <ul class="legend">
      {at !== "" && <li class="legend-time">{at}</li>}
      {series.map((each) => {
        const content = (
          <>
            {named && (
              <span
                class={`swatch swatch-${kind}`}
                data-color={each.color}
                data-hatched={each.hatched}
                data-dashed={each.dash?.join("-")}
              />
            )}
            {named && each.label}
            <span class="legend-value">{valueOf(each)}</span>
          </>
        );
        return (
          <li key={each.id}>
            {onSelect && each.id !== "none" ? (
              <button
                type="button"
                class="legend-button"
                title={`Filter by ${each.label}`}
                onClick={() => onSelect(each.id)}
              >
                {content}
              </button>
            ) : (
              content
            )}
          </li>
        );
      })}
    </ul>
  );
}
