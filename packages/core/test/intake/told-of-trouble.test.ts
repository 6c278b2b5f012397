import { readEnvelope, requestAt, type RequestRecord } from "@peekjs/protocol";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { PeekOptions } from "../../src/options/options.ts";
import { controlPipeline, type ControlledPipeline } from "../support/controlled-pipeline.ts";
import { missing, numberedRequest, numbersOnDisk } from "../support/numbered-request.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("while requests are taken in, an app that is told of trouble", () => {
  const given: PeekOptions = { batchSize: 100, flushInterval: 60_000 };

  it("finds the others still counted, and has them written", () => {
    const seen: unknown[] = [];
    const control: ControlledPipeline = controlPipeline(given, {
      onError: () => {
        control.pipeline.writeAll();
        seen.push(missing(control), numbersOnDisk(control).length);
      },
    });
    for (let i = 0; i < 10; i++) {
      control.pipeline.accept(numberedRequest(i, i === 4 ? "unreadable" : "plain"));
    }
    control.pipeline.writeAll();
    expect(seen).toEqual([0, 9, 0, 9]);
  });

  it("has what it records itself on disk in time", async () => {
    const control: ControlledPipeline = controlPipeline(given, {
      onError: () => control.pipeline.accept(numberedRequest(100)),
    });
    for (let i = 0; i < 10; i++) {
      control.pipeline.accept(numberedRequest(i, i === 4 ? "unreadable" : "plain"));
    }
    await vi.advanceTimersByTimeAsync(50);
    control.pipeline.accept(numberedRequest(101));
    await vi.advanceTimersByTimeAsync(50);
    expect(numbersOnDisk(control)).toEqual(expect.arrayContaining(["n100", "n101"]));
  });

  it.each([
    ["at once", false],
    ["once it had the others written", true],
  ])("records requests under their own consumers, %s", async (_, writesFirst) => {
    const bodies: string[] = [];
    const control: ControlledPipeline = controlPipeline(given, {
      onError: () => {
        if (writesFirst) control.pipeline.writeAll();
        control.pipeline.accept({ ...numberedRequest(100), credential: "key of another" });
        const named = { credential: undefined, consumer: "ada", consumerSource: "app" } as const;
        control.pipeline.accept({ ...numberedRequest(101), ...named });
      },
    });
    control.endpoint = (_cut, body) => {
      bodies.push(body);
      return { status: 202, contentType: "application/json", retryAfter: undefined, body: "{}" };
    };
    for (let i = 0; i < 64; i++) {
      control.pipeline.accept(numberedRequest(i, i === 4 ? "unreadable" : "plain"));
    }
    const flushed = control.pipeline.flush(1_000);
    await vi.advanceTimersByTimeAsync(10);
    await flushed;
    const consumers = new Map(
      bodies.flatMap(requestsIn).map((one) => [one.userAgent, one.consumer]),
    );
    expect(consumers.get("n101")).toBe("ada");
    const hashed = [0, 1, 2, 3, 5, 6].map((i) => consumers.get(`n${i}`));
    expect(new Set([...hashed, consumers.get("n100")]).size).toBe(7);
    expect([...hashed, consumers.get("n100")]).not.toContain(undefined);
    expect(consumers.get("n7")).toBe(consumers.get("n0"));
  });

  it("hears of a credential that is no text, which costs that request its consumer alone", () => {
    const said: string[] = [];
    const control: ControlledPipeline = controlPipeline(given, {
      onError: ({ code }) => void said.push(code),
    });
    for (let i = 0; i < 64; i++) {
      const request = numberedRequest(i);
      control.pipeline.accept(i === 4 ? { ...request, credential: Object(1) as string } : request);
    }
    control.pipeline.writeAll();
    expect(numbersOnDisk(control)).toHaveLength(64);
    expect(said).toEqual(["PEEK_E_INTERNAL"]);
    const group = JSON.parse(control.onDisk[0]!) as { requests: { consumer: number[] } };
    expect(group.requests.consumer.map((index) => index < 0)).toEqual(
      Array.from({ length: 64 }, (_, i) => i === 4),
    );
  });

  it("finds a group that no disk takes still counted", () => {
    const seen: number[] = [];
    const control: ControlledPipeline = controlPipeline(
      { ...given, durability: "event" },
      { onError: () => seen.push(missing(control)) },
    );
    control.isDiskFull = true;
    control.pipeline.accept(numberedRequest(1));
    expect(seen).toEqual([0]);
  });
});

function requestsIn(body: string): RequestRecord[] {
  const { batch } = readEnvelope(Buffer.from(body), { receivedAt: Date.now() });
  return batch.groups.flatMap(({ requests }) =>
    Array.from({ length: requests.count }, (_, i) => requestAt(requests, i)),
  );
}
