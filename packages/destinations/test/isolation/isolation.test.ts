import { expect, it } from "vitest";
import { runFourDestinations } from "./four-destinations.ts";

const EVENTS = 10_000;

it("delivers everything once by event id to three destinations while the fourth is dead", async () => {
  const { taken, stats } = await runFourDestinations(EVENTS);
  expect(taken.meta.unique).toBe(EVENTS);
  expect(taken.tiktok.unique).toBe(EVENTS);
  expect(taken.console).toMatchObject({ unique: EVENTS, repeated: 0 });
  for (const name of ["meta", "tiktok", "console"]) {
    expect(stats[name]).toMatchObject({ delivered: EVENTS, dead: 0, pending: 0, dropped: {} });
  }
  const { accepted, delivered, pending, dropped } = stats["webhook"]!;
  expect({ accepted, delivered }).toEqual({ accepted: EVENTS, delivered: 0 });
  expect(pending + (dropped["queue_full"] ?? 0)).toBe(EVENTS);
});
