import { decodeRows, parseFilter, type StreamRequests } from "@peekjs/protocol";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DEFAULT_LIMITS } from "../../src/options.ts";
import type { FreshRequests } from "../../src/stream/live-row.ts";
import { LiveStream } from "../../src/stream/live-stream.ts";
import { row } from "../support/collector.ts";
import { type EventReader, readEvents } from "../support/events.ts";

let sequence = 0;

function fresh(...rows: Record<string, unknown>[]): FreshRequests {
  const { requests } = decodeRows(rows.map(row), { receivedAt: Date.now() });
  const ids = rows.map(() => `${sequence++}`);
  return { ids, requests, resource: { service: "orders", environment: "test", host: "pod-3" } };
}

function live(limits: Partial<typeof DEFAULT_LIMITS> = {}): LiveStream {
  return new LiveStream("1.2.3", { ...DEFAULT_LIMITS, ...limits }, () => Date.now());
}

const forever = async (): Promise<boolean> => true;

function open(stream: LiveStream, query = "", lastEventId?: string): EventReader {
  return readEvents(stream.open(parseFilter(query).filter, forever, lastEventId));
}

/** The event after the greeting. */
function batchOf({ events }: EventReader): StreamRequests {
  const batch = events[1];
  if (batch === undefined) throw new Error("No requests were shown.");
  return batch.data as StreamRequests;
}

function pathsOf({ events }: EventReader): (string | undefined)[] {
  return events
    .filter(({ event }) => event === "requests")
    .flatMap(({ data }) => (data as StreamRequests).requests.map(({ path }) => path));
}

/** Lets the interval pass, and what was written arrive. */
async function tick(milliseconds = DEFAULT_LIMITS.streamInterval): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds);
}

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"],
  });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("LiveStream", () => {
  it("replays nothing of consumers that it was told to forget", async () => {
    const stream = live();
    const reader = open(stream);
    stream.publish(fresh({ path: "/1", consumer: "bob" }));
    await tick();
    const [, { id }] = reader.events as [unknown, { id: string }];
    stream.publish(fresh({ path: "/2", consumer: "ada" }, { path: "/3", consumer: "bob" }));
    await tick();
    stream.publish(fresh({ path: "/4", consumer: "ada" }, { path: "/5" }));
    stream.forget(["ada"]);
    stream.publish(fresh({ path: "/6", consumer: "ada" }));
    await tick();
    expect(pathsOf(reader)).toEqual(["/1", "/2", "/3", "/4", "/5", "/6"]);
    const again = open(stream, "", id);
    await tick();
    expect(pathsOf(again)).toEqual(["/3", "/5", "/6"]);
  });

  it("greets with its version", async () => {
    const reader = open(live());
    await tick();
    expect(reader.text()).toContain("retry: 2000\n");
    expect(reader.events).toMatchObject([{ event: "hello", data: { version: "1.2.3" } }]);
  });

  it("shows what was kept, newest last, without what a client captured", async () => {
    const stream = live();
    const reader = open(stream);
    stream.publish(
      fresh({ path: "/1", requestBody: "secret", metadata: { a: 1 } }, { path: "/2" }),
    );
    stream.publish(fresh({ path: "/3", requestHeaders: { accept: "*/*" }, errorStack: "at x" }));
    await tick();
    expect(pathsOf(reader)).toEqual(["/1", "/2", "/3"]);
    const { requests, of } = batchOf(reader);
    expect(of).toBe(3);
    expect(Object.keys(requests[0] ?? {}).sort()).toEqual([
      "durationMs",
      "environment",
      "host",
      "id",
      "method",
      "path",
      "route",
      "service",
      "status",
      "timestamp",
    ]);
    expect(Object.keys(requests[2] ?? {})).not.toContain("errorStack");
  });

  it("shows each reader what its filter lets through", async () => {
    const stream = live();
    const [all, errors] = [open(stream), open(stream, "status:5xx service:orders")];
    stream.publish(fresh({ path: "/ok" }, { path: "/failed", status: 503 }));
    await tick();
    expect(pathsOf(all)).toEqual(["/ok", "/failed"]);
    expect(pathsOf(errors)).toEqual(["/failed"]);
  });

  it("sends one event per interval, of a sample when there are too many", async () => {
    const stream = live({ streamRows: 10, streamExamined: 50 });
    const [reader, filtered] = [open(stream), open(stream, "path:/odd")];
    const many = Array.from({ length: 100 }, (_, index) => ({
      path: index % 2 ? "/odd" : "/even",
    }));
    for (let i = 0; i < 3; i++) stream.publish(fresh(...many));
    await tick();
    expect(reader.events).toHaveLength(2);
    const { requests, of } = batchOf(reader);
    expect(requests).toHaveLength(10);
    expect(of).toBe(300);
    expect((filtered.events[1]?.data as StreamRequests | undefined)?.of ?? 0).toBeLessThanOrEqual(
      300,
    );
  });

  it("replays what a reader missed while it was away", async () => {
    const stream = live();
    const before = open(stream);
    stream.publish(fresh({ path: "/1" }));
    await tick();
    await before.cancel();
    stream.publish(fresh({ path: "/2" }));
    await tick();
    stream.publish(fresh({ path: "/3", status: 500 }));
    await tick();
    const lastId = before.events.at(-1)?.id;
    const [again, errors] = [open(stream, "", lastId), open(stream, "status:500", lastId)];
    stream.publish(fresh({ path: "/4" }));
    await tick();
    expect(pathsOf(again)).toEqual(["/2", "/3", "/4"]);
    expect(pathsOf(errors)).toEqual(["/3"]);
    const cursors = again.events.slice(1).map(({ id }) => Number(id.split("-")[1]));
    expect(cursors).toEqual([...cursors].sort((a, b) => a - b));
  });

  it.each([
    ["of another process", "deadbeef-3"],
    ["from the future", "future"],
    ["that makes no sense", "\u{1F600}"],
  ])("resets a reader with a position %s", async (_, id) => {
    const stream = live();
    const first = open(stream);
    await tick();
    const epoch = first.events[0]?.id.split("-")[0] ?? "";
    const reader = open(stream, "", id === "future" ? `${epoch}-99` : id);
    await tick();
    expect(reader.events.map(({ event }) => event)).toEqual(["hello", "reset"]);
    const again = open(stream, "", reader.events[1]?.id);
    await tick();
    expect(again.events.map(({ event }) => event)).toEqual(["hello"]);
  });

  it("resets a reader that missed more than is kept", async () => {
    const stream = live({ replayRows: 5 });
    const first = open(stream);
    await tick();
    const id = first.events[0]?.id;
    for (let i = 0; i < 6; i++) {
      stream.publish(fresh({ path: `/${i}` }));
      await tick();
    }
    const reader = open(stream, "", id);
    await tick();
    expect(reader.events.map(({ event }) => event)).toEqual(["hello", "reset"]);
  });

  it("makes no rows while nobody listens, and resets who comes back late", async () => {
    const stream = live({ replayWindow: 1_000 });
    const first = open(stream);
    await tick();
    await first.cancel();
    await tick(1_000);
    const unread = fresh({ path: "/unseen" });
    stream.publish({
      ...unread,
      requests: new Proxy(unread.requests, {
        get: (target, property) => {
          if (property !== "count") throw new Error("a row was made");
          return target.count;
        },
      }),
    });
    expect(vi.getTimerCount()).toBe(0);
    const late = open(stream, "", first.events[0]?.id);
    await tick();
    expect(late.events.map(({ event }) => event)).toEqual(["hello", "reset"]);
  });

  it("pings, and moves the position on with it", async () => {
    const stream = live();
    const reader = open(stream, "path:/never");
    stream.publish(fresh({ path: "/other" }));
    await tick(DEFAULT_LIMITS.pingInterval);
    expect(reader.text()).toMatch(/: ping\nid: \w+-1\n\n$/);
    expect(reader.events).toHaveLength(1);
  });

  it("drops a reader that is too slow, and spares the others", async () => {
    const stream = live({ streamBytes: 10_000, streams: 2 });
    const slow = stream.open([], forever).getReader();
    const reader = open(stream);
    expect(stream.full).toBe(true);
    for (let i = 0; i < 100; i++) {
      stream.publish(fresh({ path: `/${i}` }));
      await tick();
    }
    expect(pathsOf(reader)).toHaveLength(100);
    expect(stream.full).toBe(false);
    expect(await slow.read()).toMatchObject({ done: true });
  });

  it("asks from time to time whether readers may go on, where that can change", async () => {
    const stream = live();
    stream.open([], undefined);
    await tick(0);
    const timers = vi.getTimerCount();
    const mayGoOn = vi.fn(async () => false);
    const reader = readEvents(stream.open([], mayGoOn));
    expect(vi.getTimerCount()).toBe(timers + 1);
    await tick(DEFAULT_LIMITS.keyInterval);
    expect(mayGoOn).toHaveBeenCalledOnce();
    await tick(0);
    expect(reader.ended()).toBe(true);
    stream.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("leaves no timer behind", async () => {
    const stream = live();
    const readers = [open(stream), open(stream)];
    stream.publish(fresh({}));
    stream.close();
    await tick(0);
    expect(readers.every((reader) => reader.ended())).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });
});
