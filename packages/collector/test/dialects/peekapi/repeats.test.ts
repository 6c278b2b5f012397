import { expect, it, vi } from "vitest";
import { createKeyRegistry, foreignKeyId, hashKey, type KeyEntry } from "../../../src/index.ts";
import { startCollector } from "../../support/collector.ts";
import { sharedStore } from "../../support/store.ts";

const NOW = Date.UTC(2026, 10, 20, 12);
/** Longer than the clients' shortest backoff. */
const LATER = 600;

interface Event {
  method: string;
  path: string;
  status_code: number;
  response_time_ms: number;
  timestamp?: string;
}

function event(path: string, time = NOW): Event {
  const timestamp = new Date(time).toISOString();
  return { method: "GET", path, status_code: 200, response_time_ms: 1.25, timestamp };
}

const batch = (...names: string[]): Event[] =>
  names.map((name) => event(`/${name}`, NOW - 60_000 + name.charCodeAt(0)));

let services = 0;

async function keyOf(service: string): Promise<KeyEntry> {
  const digest = await hashKey(service);
  return { id: foreignKeyId(digest), kind: "w", digest, service };
}

/** Paths that a service has kept after its batches came, a moment after each other. */
async function kept(batches: readonly Event[][], pause = LATER): Promise<string[]> {
  const service = `service-${++services}`;
  const senders = batches.map(() => service);
  return keptOf(service, batches, senders, pause);
}

async function keptOf(
  service: string,
  batches: readonly Event[][],
  senders: readonly string[],
  pause: number,
): Promise<string[]> {
  const store = await sharedStore();
  let now = NOW;
  const keys = createKeyRegistry(await Promise.all([...new Set(senders)].map(keyOf)));
  const { post } = await startCollector({ store, mode: "production", keys, clock: () => now });
  for (const [index, events] of batches.entries()) {
    const response = await post("/v1/events", events, { "x-api-key": senders[index]! });
    expect(await response.json()).toEqual({ success: true, accepted: events.length, rejected: [] });
    now += pause;
  }
  return pathsOf(service);
}

async function pathsOf(service: string): Promise<string[]> {
  const store = await sharedStore();
  const { requests } = await store.requests({
    from: NOW - 3_600_000,
    to: NOW + 3_600_000,
    filter: [{ field: "service", operator: "=", value: service, negated: false }],
    limit: 500,
  });
  return requests.map(({ path }) => path!.slice(1)).toSorted();
}

it("a batch that comes again is kept once", async () => {
  expect(await kept([batch("a", "b"), batch("a", "b")])).toEqual(["a", "b"]);
  expect(await kept([batch("a"), batch("a"), batch("a")])).toEqual(["a"]);
});

it("a batch that comes again with newer requests behind it is kept once, however often", async () => {
  const batches = [batch("a", "b"), batch("a", "b", "c"), batch("a", "b", "c", "d"), batch("e")];
  expect(await kept(batches)).toEqual(["a", "b", "c", "d", "e"]);
});

it("requests that happen to be alike are all kept", async () => {
  const alike = (count: number): Event[] => Array.from({ length: count }, () => event("/a"));
  expect(await kept([alike(3)])).toHaveLength(3);
  expect(await kept([alike(3), [...alike(2), ...batch("b")]])).toHaveLength(6);
  expect(await kept([batch("a", "b"), batch("a", "c")])).toEqual(["a", "a", "b", "c"]);
  expect(await kept([batch("a", "b"), batch("c", "a", "b")])).toHaveLength(5);
});

it("what one loop reports of one request within a millisecond is all kept, however late a batch of it comes", async () => {
  const loop = Array.from({ length: 5 }, () => event("/a"));
  expect(await kept([loop, loop, [...loop, ...loop]])).toHaveLength(20);
});

it("requests that are alike are recognised when they come again, where time passed meanwhile", async () => {
  const alike = [event("/a"), event("/a"), event("/a", NOW + 1)];
  expect(await kept([alike, [...alike, ...batch("b")]])).toEqual(["a", "a", "a", "b"]);
});

it("batches that are alike and come sooner than a client repeats are all kept", async () => {
  expect(await kept([batch("a"), batch("a"), batch("a", "b")], 100)).toEqual(["a", "a", "a", "b"]);
});

it("batches that are alike are all kept when they come together, and none again when each is repeated", async () => {
  const store = await sharedStore();
  const service = `service-${++services}`;
  const keys = createKeyRegistry([await keyOf(service)]);
  let now = NOW;
  const { post } = await startCollector({ store, mode: "production", keys, clock: () => now });
  for (let attempt = 0; attempt < 3; attempt++, now += LATER) {
    const send = () => post("/v1/events", batch("a", "b"), { "x-api-key": service });
    for (const { status } of await Promise.all([send(), send(), send()])) expect(status).toBe(202);
  }
  expect(await pathsOf(service)).toEqual(["a", "a", "a", "b", "b", "b"]);
});

it("batches that do not say when their requests happened are all kept", async () => {
  const untimed = [{ method: "GET", path: "/a", status_code: 200, response_time_ms: 1.25 }];
  expect(await kept([untimed, untimed])).toEqual(["a", "a"]);
});

it("batches of different services are no repeats of each other", async () => {
  const batches = [batch("a"), batch("a")];
  expect(await keptOf("billing", batches, ["orders", "billing"], LATER)).toEqual(["a"]);
});

const row = (first: number, last: number): Event[] =>
  Array.from({ length: last - first + 1 }, (_, index) =>
    event(`/${first + index}`, NOW - 60_000 + first + index),
  );
const numbered = (last: number): string[] =>
  row(1, last)
    .map(({ path }) => path.slice(1))
    .toSorted();

it("a batch is kept once that comes again between others, cut elsewhere, or many times", async () => {
  const old = row(1, 20);
  expect(await kept([old, [...row(21, 25), ...old, ...row(26, 30)]])).toEqual(numbered(30));
  expect(await kept([old, [...row(21, 25), ...old.slice(0, 8)], old.slice(8)])).toEqual(
    numbered(25),
  );
  expect(await kept([[...old, ...old, ...old], row(21, 22), old])).toEqual(numbered(22));
});

it("what could not be kept is not taken for a repeat when it comes again", async () => {
  const store = await sharedStore();
  vi.spyOn(store, "append").mockRejectedValueOnce(new Error("The disk is full."));
  const service = `service-${++services}`;
  const keys = createKeyRegistry([await keyOf(service)]);
  const mode = "production";
  const { post } = await startCollector({ store, mode, keys, onError: () => {}, clock: () => NOW });
  const send = () => post("/v1/events", row(1, 20), { "x-api-key": service });
  expect((await send()).status).toBe(500);
  expect((await send()).status).toBe(202);
  expect(await pathsOf(service)).toEqual(numbered(20));
});
