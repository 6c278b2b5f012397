import { expect, test } from "vitest";
import { call } from "../../http/exchange.ts";
import { openStage } from "../stage.ts";
import type { AdapterSubject } from "../subject.ts";

/** Total, time to first byte and handler time: shown or absent, never guessed. */
export function clockCases(subject: AdapterSubject): void {
  test("the first byte leaves before the rest", async () => {
    await using stage = await openStage(subject);
    await call(stage.port, "/raw/two-parts");
    const [{ durationMs, ttfbMs } = { durationMs: 0 }] = await stage.records(1);
    expect(durationMs).toBeGreaterThan(35);
    expect(ttfbMs).toBeLessThan(durationMs - 30);
  });

  test("a head that left unseen has no time", async () => {
    await using stage = await openStage(subject);
    await call(stage.port, "/raw/flushed-head");
    expect((await stage.records(1))[0]).not.toHaveProperty("ttfbMs");
  });

  test("handler time, where the framework shows it", async () => {
    await using stage = await openStage(subject);
    await call(stage.port, "/users/7");
    const [{ durationMs, handlerMs } = { durationMs: 0 }] = await stage.records(1);
    if (subject.shows.handlerTime) expect(handlerMs).toBeLessThanOrEqual(durationMs);
    else expect(handlerMs).toBeUndefined();
  });
}
