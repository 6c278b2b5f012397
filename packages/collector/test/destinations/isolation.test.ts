import { expect, it } from "vitest";
import { runFourDestinations } from "./support/four-destinations.ts";

const EVENTS = 5_000;

it("delivers everything to three destinations, and answers clients, while the fourth is dead", async () => {
  const { taken, stats } = await runFourDestinations(EVENTS);
  expect(taken).toEqual({ meta: EVENTS, tiktok: EVENTS, ndjson: EVENTS });
  expect(stats["dead"]).toMatchObject({ accepted: EVENTS, delivered: 0, pending: EVENTS });
});
