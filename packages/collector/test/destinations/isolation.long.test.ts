import { expect, it } from "vitest";
import { runFourDestinations } from "./support/four-destinations.ts";

const EVENTS = 100_000;

it("delivers 100,000 events to three destinations while the fourth is dead", async () => {
  const { taken, stats, slowestAnswer, duration } = await runFourDestinations(EVENTS);
  console.info(
    `100,000 events to three of four destinations in ${Math.round(duration)} ms, slowest answer ${Math.round(slowestAnswer)} ms`,
  );
  expect(taken).toEqual({ meta: EVENTS, tiktok: EVENTS, ndjson: EVENTS });
  for (const name of ["meta", "tiktok", "ndjson"]) {
    expect(stats[name]).toMatchObject({ delivered: EVENTS, dead: 0, pending: 0, dropped: {} });
  }
  // As many as a queue holds.
  expect(stats["dead"]).toMatchObject({ delivered: 0, pending: EVENTS, dropped: {} });
}, 240_000);
