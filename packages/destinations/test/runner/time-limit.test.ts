import { startVendor } from "@peekjs/testing";
import { expect, it } from "vitest";
import { trackEvents } from "../events.ts";
import { idsDestination } from "./example.ts";

/** Keeps the event loop from everything else, as a long computation does, or the machine that sleeps. */
function standStill(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

it("sends nothing again whose answer came while the process stood still", async () => {
  await using vendor = await startVendor(() => {
    standStill(300);
    return {};
  });
  const connection = idsDestination(vendor.url, { timeout: 100 }).connect();
  await connection.enqueue(trackEvents(1), {});
  expect(await connection.flush()).toEqual({ delivered: 1, pending: 0 });
  expect(vendor.requests).toHaveLength(1);
});

it("gives a destination up that does not answer, however slow the process itself is", async () => {
  await using vendor = await startVendor(() => "hang");
  const connection = idsDestination(vendor.url, { timeout: 40, circuitFailures: 1 }).connect();
  await connection.enqueue(trackEvents(1), {});
  const slowness = setInterval(() => standStill(30), 1);
  expect(await connection.flush()).toEqual({ delivered: 0, pending: 1 });
  clearInterval(slowness);
  expect(vendor.requests).toHaveLength(1);
  expect(connection.stats().lastFailure).toBe("gave no answer within 40 ms");
});
