import { consoleDestination, defineDestination, otlp, webhook } from "@peekjs/destinations";
import { startVendor } from "@peekjs/testing";
import { expect, it, vi } from "vitest";
import { openDestinationStorage } from "../../src/destinations/node/index.ts";
import { envelope, row, startCollector } from "../support/collector.ts";
import { emptyStore } from "../support/store.ts";
import { calls, idsOf, numbered, SECRET, temporaryFolder } from "./support/events.ts";

/** Milliseconds, for a busy machine. */

const quick = { flushInterval: 5, retryDelay: 5, circuitCooldown: 50, secret: SECRET };

it("passes on what it accepts, with what reports it, and a repetition once", async () => {
  await using vendor = await startVendor();
  const { post } = await startCollector({
    store: await emptyStore(),
    destinations: [webhook({ url: vendor.url, ...quick })],
  });
  const batch = calls(1, 3);
  expect((await post("/v1/batch", { batch })).status).toBe(200);
  expect((await post("/v1/batch", { batch: [...batch, ...calls(4, 4)] })).status).toBe(200);
  await expect.poll(() => idsOf(vendor.requests).toSorted()).toEqual(numbered(1, 4));
  expect(vendor.requests[0]!.json).toMatchObject({
    type: "track",
    data: { event: "Ordered", service: "unknown_service", environment: "development" },
  });
});

it("gives events of a numbered client the same id at every repetition", async () => {
  const lines: string[] = [];
  const { post } = await startCollector({
    store: await emptyStore(),
    destinations: [consoleDestination({ write: (line) => lines.push(line), flushInterval: 5 })],
  });
  const event = { type: "track", event: "Ordered", userId: "u1", timestamp: Date.now() };
  const groups = [{ first: 7, last: 9, requests: [row()], events: [event, event] }];
  const instance = "0123456789abcdef0123456789abcdef";
  for (let i = 0; i < 2; i++) {
    const response = await post("/v1/ingest", { ...envelope(undefined), instance, groups });
    expect(await response.text()).toContain(i === 0 ? '"accepted":3' : '"duplicates":3');
  }
  const ids = (): string[] => lines.map((line) => (JSON.parse(line) as { id: string }).id);
  await expect.poll(ids).toEqual([`${instance}:8`, `${instance}:9`]);
});

it("gives requests of a numbered client the same id at every repetition, in whole or in part", async () => {
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line);
  const { post } = await startCollector({
    store: await emptyStore(),
    destinations: [consoleDestination({ write, requests: true, flushInterval: 5 })],
  });
  const instance = "1123456789abcdef0123456789abcdef";
  const send = (...groups: object[]): Promise<Response> =>
    post("/v1/ingest", { ...envelope(undefined), instance, groups });
  await send({ first: 7, last: 8, requests: [row(), row()] });
  await send(
    { first: 7, last: 10, requests: [row(), row(), row(), row()] },
    { first: 11, last: 12, requests: [row({ status: "none" }), row()] },
  );
  const ids = (): string[] => lines.map((line) => (JSON.parse(line) as { id: string }).id);
  await expect.poll(ids).toEqual([7, 8, 9, 10, 12].map((n) => `${instance}:${n}`));
});

it("gives requests of a client that does not number ids of their own", async () => {
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line);
  const { post } = await startCollector({
    store: await emptyStore(),
    destinations: [consoleDestination({ write, requests: true, flushInterval: 5 })],
  });
  const idempotencyKey = { "idempotency-key": "night-3" };
  await post("/v1/ingest", envelope([row({ status: "none" }), row(), row()]), idempotencyKey);
  await post("/v1/ingest", envelope([row()]));
  await post("/v1/ingest", envelope([row()]));
  const ids = (): string[] => lines.map((line) => (JSON.parse(line) as { id: string }).id);
  await expect.poll(() => new Set(ids()).size).toBe(4);
  expect(ids().slice(0, 2)).toEqual(["night-3:0:1", "night-3:0:2"]);
});

it("passes requests to destinations that take them, and to no other", async () => {
  const lines: string[] = [];
  await using vendor = await startVendor();
  const write = (line: string): void => void lines.push(line);
  const { post, get } = await startCollector({
    store: await emptyStore(),
    destinations: [
      consoleDestination({ write, requests: true, flushInterval: 5 }),
      webhook({ url: vendor.url, ...quick }),
    ],
  });
  await post("/v1/ingest", envelope([row({ path: "/a" }), row({ path: "/b" })]));
  await expect.poll(() => lines.length).toBe(2);
  expect(JSON.parse(lines[1]!)).toMatchObject({ type: "request", path: "/b", service: "orders" });
  const stats = await (await get("/peek/v1/destinations")).json();
  expect(stats).toMatchObject({ destinations: [{ delivered: 2 }, { accepted: 0, filtered: 0 }] });
});

it("passes requests to an OTLP receiver as spans, and events as log records", async () => {
  await using vendor = await startVendor();
  const { post } = await startCollector({
    store: await emptyStore(),
    destinations: [otlp({ endpoint: vendor.url, flushInterval: 5 })],
  });
  await post("/v1/ingest", envelope([row({ path: "/a", status: 503 })]));
  await post("/v1/batch", { batch: calls(1, 1) });
  const paths = (): string[] => vendor.requests.map(({ path }) => path).toSorted();
  await expect.poll(paths).toEqual(["/v1/logs", "/v1/traces"]);
  const spans = vendor.requests.find(({ path }) => path === "/v1/traces")!;
  expect(spans.body).toContain('"orders"');
  expect(spans.body).toContain("503");
});

it("keeps from a destination what its filters, or the event itself, keep from it", async () => {
  await using vendor = await startVendor();
  const hook = (name: string, filters: object) =>
    webhook({ url: `${vendor.url}/${name}`, ...quick, name, ...filters });
  const { post } = await startCollector({
    store: await emptyStore(),
    destinations: [
      hook("every", {}),
      hook("orders", { events: ["Ordered"] }),
      hook("shop", { services: ["shop"] }),
    ],
  });
  const send = (event: string, service: string, integrations?: object): Promise<Response> => {
    const call = { type: "track", event, userId: "u1", timestamp: Date.now(), integrations };
    return post("/v1/ingest", envelope(undefined, { events: [call], resource: { service } }));
  };
  await send("Ordered", "shop");
  await send("Ordered", "blog");
  await send("Read", "shop", { every: false });
  await send("Read", "blog", { All: false, Shop: true });
  await expect.poll(() => vendor.requests.length).toBe(6);
  const taken = vendor.requests.map(
    ({ path, json }) => `${path} ${json.data.event} ${json.data.service}`,
  );
  expect(taken.toSorted()).toEqual([
    "/every Ordered blog",
    "/every Ordered shop",
    "/orders Ordered blog",
    "/orders Ordered shop",
    "/shop Ordered shop",
    "/shop Read shop",
  ]);
});

it("takes in events though a destination fails in every way that it must not", async () => {
  await using vendor = await startVendor();
  const broken = (name: string, fail: () => never) => ({
    ...defineDestination(NOTHING),
    name,
    connect: fail,
  });
  const failing = webhook({ url: vendor.url, ...quick, name: "failing" });
  const onError = vi.fn();
  const { post } = await startCollector({
    store: await emptyStore(),
    onError,
    destinations: [
      broken("broken", () => {
        throw new Error("cannot connect");
      }),
      {
        name: "throwing",
        connect: (host) => ({
          ...failing.connect(host),
          name: "throwing",
          enqueue: () => Promise.reject(new Error("cannot enqueue")),
          close: () => Promise.resolve({ delivered: 0, pending: 0 }),
        }),
      },
      webhook({ url: vendor.url, ...quick }),
    ],
  });
  expect((await post("/v1/batch", { batch: calls(1, 2) })).status).toBe(200);
  await expect.poll(() => idsOf(vendor.requests).toSorted()).toEqual(numbered(1, 2));
  expect(String(onError.mock.calls[0]![0])).toContain("cannot connect");
});

const NOTHING = {
  name: "nothing",
  limits: { events: 1 },
  map: () => undefined,
  send: () => Promise.reject(new Error("never")),
};

it("refuses two destinations of one name", async () => {
  const twice = [consoleDestination(), consoleDestination()];
  await expect(startCollector({ destinations: twice })).rejects.toMatchObject({
    code: "PEEK_E_DESTINATION_OPTION",
  });
});

it("goes on after a restart with what a destination did not take", async () => {
  const directory = temporaryFolder();
  await using vendor = await startVendor(() => ({ status: 503 }));
  const store = await emptyStore();
  const start = async () => {
    const destinationStorage = await openDestinationStorage({ directory, allowPrivate: true });
    const destinations = [webhook({ url: vendor.url, ...quick })];
    return {
      destinationStorage,
      ...(await startCollector({ store, destinations, destinationStorage, onError: () => {} })),
    };
  };
  const first = await start();
  await first.post("/v1/batch", { batch: calls(1, 5) });
  await expect.poll(() => vendor.requests.length).toBeGreaterThan(0);
  await first.collector.close();
  await first.destinationStorage.close();
  vendor.answer = () => ({});
  const before = vendor.requests.length;
  const second = await start();
  await expect.poll(() => idsOf(vendor.requests.slice(before)).toSorted()).toEqual(numbered(1, 5));
  await second.collector.close();
  await second.destinationStorage.close();
});

it("keeps for the next start what a destination could not take in", async () => {
  const directory = temporaryFolder();
  await using vendor = await startVendor();
  const store = await emptyStore();
  const hook = webhook({ url: vendor.url, ...quick });
  const full: typeof hook = {
    ...hook,
    connect: (host) => {
      const add = (): never => {
        throw new Error("ENOSPC");
      };
      return hook.connect({ ...host, queue: Object.assign(host!.queue!, { add }) });
    },
  };
  const errors: unknown[] = [];
  for (const destination of [full, hook]) {
    const destinationStorage = await openDestinationStorage({ directory, allowPrivate: true });
    const { post, collector } = await startCollector({
      store,
      destinations: [destination],
      destinationStorage,
      onError: (error) => errors.push(error),
    });
    if (destination === full) await post("/v1/batch", { batch: calls(1, 3) });
    else await expect.poll(() => idsOf(vendor.requests).length).toBe(3);
    await collector.close();
    await destinationStorage.close();
  }
  expect(idsOf(vendor.requests).toSorted()).toEqual(numbered(1, 3));
  expect(errors).toMatchObject([{ code: "PEEK_E_DESTINATION_QUEUE" }]);
});

it.each([
  ["add", "is lost to destinations if the collector is killed"],
  ["sync", "is lost to destinations if the machine fails"],
  ["remove", "goes out again if the collector is killed"],
] as const)(
  "passes on what it accepts though its outbox fails to %s, and says what that means",
  async (method, consequence) => {
    await using vendor = await startVendor();
    const destinationStorage = await openDestinationStorage({
      directory: temporaryFolder(),
      allowPrivate: true,
    });
    vi.spyOn(destinationStorage.outbox, method).mockRejectedValue(new Error("ENOSPC"));
    const onError = vi.fn();
    const { post, collector } = await startCollector({
      store: await emptyStore(),
      onError,
      destinationStorage,
      destinations: [webhook({ url: vendor.url, ...quick })],
    });
    expect((await post("/v1/batch", { batch: calls(1, 2) })).status).toBe(200);
    await expect.poll(() => idsOf(vendor.requests).toSorted()).toEqual(numbered(1, 2));
    await collector.close();
    await destinationStorage.close();
    expect(onError.mock.calls).toMatchObject([
      [{ code: "PEEK_E_DESTINATION_QUEUE", message: expect.stringContaining(consequence) }],
    ]);
  },
);

it("connects to no private address unless that is allowed", async () => {
  await using vendor = await startVendor();
  const destinationStorage = await openDestinationStorage({
    directory: temporaryFolder(),
    allowPrivate: ["allowed"],
  });
  const { post, get, collector } = await startCollector({
    store: await emptyStore(),
    onError: () => {},
    destinationStorage,
    destinations: [
      webhook({ url: vendor.url, ...quick }),
      webhook({ url: vendor.url, ...quick, name: "allowed" }),
    ],
  });
  await post("/v1/batch", { batch: calls(1, 1) });
  await expect.poll(() => vendor.requests.length).toBe(1);
  const stats = async (): Promise<unknown> => (await get("/peek/v1/destinations")).json();
  await expect.poll(stats).toMatchObject({
    destinations: [
      { name: "webhook", pending: 1, lastAnswer: expect.stringContaining("127.0.0.1") },
      { name: "allowed", delivered: 1, pending: 0 },
    ],
  });
  await collector.close();
  await destinationStorage.close();
});

it("erases what waits of a user", async () => {
  await using vendor = await startVendor(() => ({ status: 503 }));
  const destinationStorage = await openDestinationStorage({
    directory: temporaryFolder(),
    allowPrivate: true,
  });
  const { collector, post, get } = await startCollector({
    store: await emptyStore(),
    onError: () => {},
    destinationStorage,
    destinations: [
      webhook({ url: vendor.url, ...quick, circuitFailures: 1, circuitCooldown: 60_000 }),
    ],
  });
  const others = calls(4, 5).map((call) => ({ ...call, userId: "u2" }));
  await post("/v1/batch", { batch: [...calls(1, 3), ...others] });
  const stats = async (): Promise<unknown> => (await get("/peek/v1/destinations")).json();
  const open = { circuit: "open", pending: 5 };
  await expect.poll(stats).toMatchObject({ destinations: [open] });
  const response = await collector.fetch(
    new Request("http://localhost:7335/peek/v1/users?id=u1", { method: "DELETE" }),
  );
  expect(await response.json()).toMatchObject({ ids: ["u1"], events: 3, queued: 3 });
  expect(await stats()).toMatchObject({ destinations: [{ pending: 2 }] });
  await collector.close();
  await destinationStorage.close();
});
