import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createPeek, type Peek, type PeekOptions } from "../../src/index.edge.ts";

vi.mock("../../src/time/clock.ts", () => ({ now: () => performance.now() }));

let tries: number;
/** Records of each delivery that was accepted. */
let accepted: number[];
let answer: (paths: string[]) => number;
let latency: number;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "Date"] });
  // No process is that young.
  vi.advanceTimersByTime(1_000);
  vi.spyOn(Math, "random").mockReturnValue(0.99);
  tries = 0;
  accepted = [];
  latency = 5;
  answer = () => 202;
  vi.stubGlobal("fetch", async (_: unknown, { body }: { body: string }) => {
    tries++;
    await new Promise((resolve) => setTimeout(resolve, latency));
    const { groups } = JSON.parse(body) as { groups: { requests: { path: string }[] }[] };
    const paths = groups.flatMap(({ requests }) => requests.map(({ path }) => path));
    const status = answer(paths);
    if (status === 202) accepted.push(paths.length);
    return new Response("{}", { status, headers: { "content-type": "application/json" } });
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

function create(options: PeekOptions = {}): Peek {
  return createPeek({ endpoint: "http://127.0.0.1:9", onError: () => undefined, ...options });
}
function record(client: Peek, path = "/a"): void {
  client.recordRequest({ method: "GET", path, durationMs: 1 });
}

describe("what is recorded while a delivery is under way", () => {
  it("waits for its own batch: deliveries are full, but for one in each interval", async () => {
    latency = 100;
    const client = create({ batchSize: 100, flushInterval: 10_000 });
    for (let i = 0; i < 6_000; i++) {
      record(client);
      await vi.advanceTimersByTimeAsync(10);
    }
    expect(accepted.length).toBeLessThanOrEqual(60 + 6);
    await vi.advanceTimersByTimeAsync(10_200);
    expect(client.stats()).toMatchObject({ delivered: 6_000, pending: 0 });
  });

  it("goes in its interval when nothing more comes", async () => {
    latency = 100;
    const client = create({ flushInterval: 1_000 });
    record(client);
    await vi.advanceTimersByTimeAsync(1_050);
    record(client);
    await vi.advanceTimersByTimeAsync(1_150);
    expect(accepted).toEqual([1, 1]);
  });
});

it("a record that is refused alone holds nothing up, and is given up without a further call", async () => {
  answer = (paths) => (paths.includes("/bad") ? 400 : 202);
  const client = create({ batchSize: 10, flushInterval: 1_000 });
  for (let i = 0; i < 10; i++) record(client, i === 3 ? "/bad" : "/a");
  void client.flush();
  await vi.advanceTimersByTimeAsync(120_000);
  expect(client.stats()).toMatchObject({ delivered: 9, pending: 0, dropped: { refused: 1 } });
});

describe("a flush while the endpoint fails", () => {
  it("tries at once, and once in a second", async () => {
    const client = create({ flushInterval: 1_000, maxRetries: 0 });
    answer = () => 503;
    record(client);
    await vi.advanceTimersByTimeAsync(1_100);
    tries = 0;
    for (let i = 0; i < 10; i++) void client.flush();
    await vi.advanceTimersByTimeAsync(100);
    for (let i = 0; i < 10; i++) void client.flush();
    await vi.advanceTimersByTimeAsync(100);
    expect(tries).toBe(1);
    await vi.advanceTimersByTimeAsync(1_000);
    answer = () => 202;
    const flushed = client.flush();
    await vi.advanceTimersByTimeAsync(10);
    await flushed;
    expect(client.stats()).toMatchObject({ delivered: 1 });
  });

  it.each([100, 30_000])(
    "is no storm when each failure is answered by one of %i ms",
    async (timeout) => {
      const client: Peek = create({
        flushInterval: 1_000,
        onError: () => void client.flush({ timeout }),
      });
      answer = () => 503;
      record(client);
      await vi.advanceTimersByTimeAsync(11_000);
      expect(tries).toBeLessThanOrEqual(10);
      await vi.advanceTimersByTimeAsync(60_000);
      tries = 0;
      await vi.advanceTimersByTimeAsync(600_000);
      expect(tries).toBeLessThanOrEqual(40);
    },
  );
});

it("a shutdown while the endpoint fails tries at once, though a flush did so just now", async () => {
  const client = create({ flushInterval: 1_000, maxRetries: 0 });
  answer = () => 503;
  record(client);
  await vi.advanceTimersByTimeAsync(1_100);
  void client.flush();
  await vi.advanceTimersByTimeAsync(100);
  answer = () => 202;
  const ended = client.shutdown();
  await vi.advanceTimersByTimeAsync(10);
  expect(await ended).toMatchObject({ delivered: 1 });
});
