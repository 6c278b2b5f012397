import { expect, it } from "vitest";
import { runBesideDeadDestination } from "./dead-destination.ts";

const EVENTS = 100_000;
/** What a queue holds unless told otherwise. */
const QUEUED = 10_000;

it("delivers 100,000 events to three destinations while the fourth is dead", async () => {
  const { taken, stats, slowestCall, duration } = await runBesideDeadDestination(EVENTS);
  console.info(
    `${EVENTS} events to three of four in ${Math.round(duration)} ms, slowest call ${slowestCall.toFixed(1)} ms`,
  );
  for (const name of ["meta", "tiktok", "console"] as const) {
    expect(taken[name].size).toBe(EVENTS);
    expect(stats[name]).toMatchObject({ accepted: EVENTS, delivered: EVENTS, dropped: {} });
  }
  expect(stats["webhook"]).toMatchObject({
    accepted: EVENTS,
    delivered: 0,
    pending: QUEUED,
    dropped: { queue_full: EVENTS - QUEUED },
  });
}, 240_000);
