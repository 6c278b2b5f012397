import { describe, expect, it } from "vitest";
import type { ChartSeries } from "../../src/charts/chart-series.ts";
import { describeCounts, describeLevels } from "../../src/charts/describe.ts";
import { formatDuration } from "../../src/format/number.ts";

const MIDDAY = new Date(2026, 10, 21, 12, 0).getTime();
const times = [MIDDAY, MIDDAY + 60_000, MIDDAY + 120_000];

function series(label: string, values: (number | null)[]): ChartSeries {
  return { id: label, label, color: "blue", values };
}

describe("describeCounts", () => {
  const chart = { title: "Requests", rangeText: "last hour", times, format: String };

  it("tells the total, the parts and the peak with its time", () => {
    const text = describeCounts({
      ...chart,
      series: [series("2xx", [1, 5, 2]), series("5xx", [0, 2, null])],
    });
    expect(text).toBe("Requests, last hour: 10 (2xx 8, 5xx 2), peak 7 at 12:01.");
  });

  it("says none instead of a peak of zero", () => {
    expect(describeCounts({ ...chart, series: [series("2xx", [0, 0, null])] })).toBe(
      "Requests, last hour: none.",
    );
  });
});

describe("describeLevels", () => {
  const chart = { title: "Latency", rangeText: "last hour", times, format: formatDuration };

  it("tells lowest, highest with its time, and latest, without counting gaps", () => {
    const text = describeLevels({ ...chart, series: [series("p95", [10, 40, null])] });
    expect(text).toBe("Latency, last hour: between 10 ms and 40 ms (at 12:01), latest 40 ms.");
  });

  it("names a series that has no values", () => {
    const text = describeLevels({ ...chart, series: [series("p50", [null, null, null])] });
    expect(text).toBe("Latency, last hour: p50 has no values.");
  });
});
