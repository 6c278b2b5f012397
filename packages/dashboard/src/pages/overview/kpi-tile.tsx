import type { JSX } from "preact";
import type { SeriesColor } from "../../charts/chart-series.ts";
import { Sparkline } from "../../charts/sparkline.tsx";
import { formatChange } from "./change.ts";

interface KpiTileProps {
  label: string;
  value: string;
  detail: string;
  /** Relative change against the range before. */
  change?: number | undefined;
  /** What a rise means. */
  rising?: "worse" | "neutral";
  spark: { times: readonly number[]; values: readonly (number | null)[]; color: SeriesColor };
}

export function KpiTile({
  label,
  value,
  detail,
  change,
  rising,
  spark,
}: KpiTileProps): JSX.Element {
  const notable = change !== undefined && Math.abs(change) >= 0.05;
  const tone = !notable || rising !== "worse" ? "neutral" : change > 0 ? "worse" : "better";
  return (
    <div class="card kpi">
      <h2>{label}</h2>
      <p class="kpi-value">
        {value}
        {change !== undefined && (
          <span
            class="kpi-change"
            data-tone={tone}
            title="Against the range of equal length before"
          >
            {formatChange(change)}
            <span class="visually-hidden"> against the range before</span>
          </span>
        )}
      </p>
      <p class="kpi-detail">{detail}</p>
      <Sparkline {...spark} />
    </div>
  );
}
