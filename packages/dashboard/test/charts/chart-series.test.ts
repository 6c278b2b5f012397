import type { Timeseries } from "@peekjs/protocol";
import { describe, expect, it } from "vitest";
import { metricValues, stack, statusClassSeries } from "../../src/charts/chart-series.ts";

const data = (series: Timeseries["series"]): Timeseries => ({
  from: 0,
  to: 120_000,
  step: 60_000,
  times: [0, 60_000],
  series,
});

describe("statusClassSeries", () => {
  it("orders the layers from 2xx up, whatever the answer's order, with what sent no status on top", () => {
    const series = statusClassSeries(
      data([
        { metric: "requests", key: "5xx", values: [1, 0] },
        { metric: "requests", key: "", values: [0, 1] },
        { metric: "requests", key: "2xx", values: [9, 8] },
      ]),
    );
    expect(series.map(({ label }) => label)).toEqual(["2xx", "5xx", "no status"]);
  });

  it("marks server errors by more than colour", () => {
    const [series] = statusClassSeries(data([{ metric: "requests", key: "5xx", values: [1, 0] }]));
    expect(series).toMatchObject({ color: "vermillion", hatched: true });
  });
});

describe("stack", () => {
  it("sums each interval from the lowest layer up, gaps as zero", () => {
    expect(
      stack([
        [1, null],
        [2, 3],
      ]),
    ).toEqual([
      [1, 0],
      [3, 3],
    ]);
  });

  it("is empty without layers", () => {
    expect(stack([])).toEqual([]);
  });
});

it("answers nulls for a metric that is missing", () => {
  expect(metricValues(data([]), "p95")).toEqual([null, null]);
});
