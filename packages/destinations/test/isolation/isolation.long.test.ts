import { expect, it } from "vitest";
import { runFourDestinations } from "./four-destinations.ts";

const EVENTS = 100_000;

it("delivers 100,000 events once to three destinations while the fourth is dead", async () => {
  const { taken, stats, duration } = await runFourDestinations(EVENTS);
  console.info(`100,000 events to three of four destinations in ${Math.round(duration)} ms`);
  expect(taken.meta.unique).toBe(EVENTS);
  expect(taken.tiktok.unique).toBe(EVENTS);
  expect(taken.console).toMatchObject({ unique: EVENTS, repeated: 0 });
  for (const name of ["meta", "tiktok", "console"]) {
    expect(stats[name]).toMatchObject({ delivered: EVENTS, dead: 0, pending: 0, dropped: {} });
  }
  const { accepted, pending, dropped } = stats["webhook"]!;
  expect(pending + (dropped["queue_full"] ?? 0)).toBe(accepted);
  // Bounded: 10,000 events is what a queue holds unless told otherwise.
  expect(pending).toBe(10_000);
}, 240_000);
