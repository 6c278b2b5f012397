import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Reply } from "../../src/delivery/transport.ts";
import { controlPipeline, type ControlledPipeline } from "../support/controlled-pipeline.ts";
import { numberedRequest } from "../support/numbered-request.ts";

const given = { flushInterval: 1_000 };
const server = { tries: 0, status: 503 };
/** Takes its time, as each network does: with none a storm would never come to its first millisecond. */
const LATENCY = 5;
const answer = async (): Promise<Reply> => {
  server.tries++;
  await new Promise((resolve) => setTimeout(resolve, LATENCY));
  return { status: server.status, contentType: "", retryAfter: undefined, body: "" };
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "Date"] });
  // The longest pauses: half a second, doubled with each failure.
  vi.spyOn(Math, "random").mockReturnValue(1);
  server.tries = 0;
  server.status = 503;
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** A client with a record that could not be delivered so often. */
async function open(
  failures: number,
  onError = (): void => undefined,
): Promise<ControlledPipeline> {
  const control = controlPipeline({ ...given, maxRetries: 5 }, { onError });
  control.endpoint = answer;
  control.pipeline.accept(numberedRequest(1));
  while (server.tries < failures) await vi.advanceTimersByTimeAsync(100);
  server.tries = 0;
  return control;
}

/** What a flush has come to, which may take so many milliseconds and does. */
async function flush({ pipeline }: ControlledPipeline, timeout: number) {
  const flushed = pipeline.flush(timeout);
  await vi.advanceTimersByTimeAsync(timeout);
  return flushed;
}

describe("a flush while the endpoint fails", () => {
  it("tries at once, and once, when the next try is a minute away", async () => {
    const control = await open(6);
    expect(await flush(control, 1_000)).toMatchObject({ delivered: 0, spooled: 0, pending: 1 });
    expect(server.tries).toBe(1);
    await vi.advanceTimersByTimeAsync(1_000);
    server.status = 202;
    expect(await flush(control, 1_000)).toMatchObject({ delivered: 1 });
  });

  it("keeps to the pause after a try that another flush asked for in this second", async () => {
    const control = await open(4);
    for (let i = 0; i < 10; i++) void control.pipeline.flush(30_000);
    await vi.advanceTimersByTimeAsync(900);
    for (let i = 0; i < 10; i++) void control.pipeline.flush(30_000);
    await vi.advanceTimersByTimeAsync(LATENCY);
    expect(server.tries).toBe(1);
    await vi.advanceTimersByTimeAsync(100);
    void control.pipeline.flush(30_000);
    await vi.advanceTimersByTimeAsync(LATENCY);
    expect(server.tries).toBe(2);
  });

  it.each([100, 30_000])(
    "is no storm when each failure is answered by one of %i ms",
    async (timeout) => {
      const control: ControlledPipeline = await open(1, () => void control.pipeline.flush(timeout));
      await vi.advanceTimersByTimeAsync(10_000);
      expect(server.tries).toBeLessThanOrEqual(8);
      await vi.advanceTimersByTimeAsync(60_000);
      server.tries = 0;
      await vi.advanceTimersByTimeAsync(600_000);
      expect(server.tries).toBeLessThanOrEqual(20);
    },
  );

  it("leaves the app its turn though it can try nothing: somebody may ask again and again", async () => {
    const control = await open(6);
    await flush(control, 100);
    let isTimeForOthers = false;
    setTimeout(() => (isTimeForOthers = true), 0);
    const flushed = control.pipeline.flush(100).then(() => isTimeForOthers);
    await vi.advanceTimersByTimeAsync(0);
    await vi.advanceTimersByTimeAsync(0);
    expect(await flushed).toBe(true);
  });
});

describe("a shutdown while the endpoint fails", () => {
  it("tries at once, and quickly again, though a flush did so just now", async () => {
    const control = await open(6);
    await flush(control, 100);
    server.tries = 0;
    const ended = control.pipeline.shutdown(4_000);
    await vi.advanceTimersByTimeAsync(LATENCY);
    expect(server.tries).toBe(1);
    server.status = 202;
    await vi.advanceTimersByTimeAsync(4_000);
    expect(await ended).toMatchObject({ delivered: 1 });
  });
});
