import { describe, expect, it } from "vitest";
import { expectAll, ITEMS, PATIENT, withClient } from "./support/fault-window.ts";
import { recordItems } from "./support/items.ts";
import { until } from "./support/until.ts";

const WAIT = 2_000;
/** Milliseconds in which deliveries that were under way when the answer came arrive. */
const UNDER_WAY = 200;

const inSeconds = (): string => String(WAIT / 1_000);
/** A date has no fractions of a second: the next whole one is meant. */
const asDate = (): string => new Date(Math.ceil((Date.now() + WAIT) / 1_000) * 1_000).toUTCString();

describe.concurrent("a Retry-After", () => {
  it.each([
    [429, "seconds", inSeconds],
    [429, "a date", asDate],
    [503, "seconds", inSeconds],
    [503, "a date", asDate],
  ])("with %i as %s is obeyed, whatever is recorded and flushed", async (status, form, value) => {
    await withClient(PATIENT, async (window) => {
      const { endpoint, client, codes } = window;
      const begun = performance.now();
      endpoint.fail({ status, headers: { "retry-after": value() } });
      recordItems(client, 1, 200);
      await until("the answer", () => codes.length > 0);
      await endpoint.accept();
      recordItems(client, 201, ITEMS);
      await client.flush({ timeout: 100 });
      await client.flush({ timeout: 100 });
      await expectAll(window);

      const [first, ...others] = endpoint.attemptedAt as [number, ...number[]];
      const later = others.filter((time) => time - first > UNDER_WAY);
      const toldAt = form === "a date" ? begun : first;
      expect(Math.min(...later) - toldAt).toBeGreaterThanOrEqual(WAIT);
    });
  });

  it("puts off no shutdown", async () => {
    await withClient(PATIENT, async ({ endpoint, client, codes }) => {
      endpoint.fail({ status: 429, headers: { "retry-after": "3600" } });
      recordItems(client, 1, 10);
      await until("the answer", () => codes.length > 0);
      const started = performance.now();
      expect(await client.shutdown({ timeout: 200 })).toMatchObject({ spooled: 10, pending: 0 });
      expect(performance.now() - started).toBeLessThan(3_000);
      expect(endpoint.attempts).toBe(1);
    });
  });
});
