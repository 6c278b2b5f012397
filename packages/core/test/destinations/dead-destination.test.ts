import { expect, it } from "vitest";
import { runBesideDeadDestination } from "./dead-destination.ts";

const EVENTS = 2_000;

it("delivers everything to three destinations while the fourth is dead", async () => {
  const { taken, stats, shutdown } = await runBesideDeadDestination(EVENTS);
  for (const name of ["meta", "tiktok", "console"] as const) {
    expect(taken[name].size).toBe(EVENTS);
    expect(stats[name]).toMatchObject({ accepted: EVENTS, delivered: EVENTS, dropped: {} });
  }
  expect(shutdown["webhook"]).toEqual({ delivered: 0, pending: EVENTS, dropped: 0 });
});
