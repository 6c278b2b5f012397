import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { webhook } from "@peekjs/destinations";
import { PeekError, type Destination, type DestinationsList } from "@peekjs/protocol";
import { startVendor } from "@peekjs/testing";
import { expect, it, onTestFinished } from "vitest";
import { startCollector, type TestCollector } from "../support/collector.ts";
import { emptyStore } from "../support/store.ts";
import { SECRET, refusing, TAKEN } from "./support/events.ts";

const ADA = "ada-4711";
const PACE = { flushInterval: 5, retryDelay: 5, circuitFailures: 1, circuitCooldown: 60_000 };

function call(userId: string, messageId: string): Record<string, unknown> {
  return { type: "track", event: "Ordered", messageId, userId, properties: { note: messageId } };
}

async function stats({ get }: TestCollector): Promise<DestinationsList["destinations"]> {
  return ((await (await get("/peek/v1/destinations")).json()) as DestinationsList).destinations;
}

async function outgoing({ get }: TestCollector): Promise<{ destination?: string }[]> {
  const text = await (await get(`/peek/v1/users/export?id=${ADA}`)).text();
  const lines = text.trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line)).flatMap(({ record }) => record ?? []);
}

function erase({ collector }: TestCollector): Response | Promise<Response> {
  const url = `http://localhost:7335/peek/v1/users?id=${ADA}`;
  return collector.fetch(new Request(url, { method: "DELETE" }));
}

/** A destination of somebody's own that takes nothing in. */
function broken(hook: Destination): Destination {
  const fail = (): Promise<void> => Promise.reject(new Error("broken"));
  return { ...hook, connect: (host) => Object.assign(hook.connect(host), { enqueue: fail }) };
}

it("finds and erases what waits in memory, was refused, or is held back, where nothing is kept on disk", async () => {
  await using vendor = await startVendor((request) => ({
    status: request.path === "/refuses" ? refusing(request) : 503,
  }));
  const hook = (name: string, path = ""): Destination =>
    webhook({ ...PACE, url: vendor.url + path, secret: SECRET, name });
  const started = await startCollector({
    store: await emptyStore(),
    onError: () => {},
    destinations: [hook("down"), hook("refuses", "/refuses"), broken(hook("broken"))],
  });
  await started.post("/v1/batch", {
    batch: [call(ADA, "a1"), call("bob", "b1"), call(ADA, "a2"), call("bob", "b2"), TAKEN],
  });
  const waiting = async (): Promise<number[]> =>
    (await stats(started)).map(({ pending, dead }) => pending + dead);
  await expect.poll(waiting).toEqual([4, 4, 0]);
  await expect.poll(() => stats(started)).toMatchObject([{}, { dead: 4 }, {}]);

  const found = await outgoing(started);
  expect(found.map(({ destination }) => destination ?? "none").toSorted()).toEqual([
    "down",
    "down",
    "none",
    "none",
    "refuses",
    "refuses",
  ]);
  expect(found).toContainEqual(
    expect.objectContaining({ destination: "refuses", reason: expect.stringContaining("422") }),
  );
  const response = await erase(started);
  expect(await response.json()).toMatchObject({ events: 2, queued: 6 });
  expect(await waiting()).toEqual([2, 2, 0]);
  expect((await started.get(`/peek/v1/users/export?id=${ADA}`)).status).toBe(404);
});

it("tells no more what a destination said before a user was erased, but what it says after", async () => {
  await using vendor = await startVendor(() => ({ status: 401, body: `no such customer: ${ADA}` }));
  const started = await startCollector({
    store: await emptyStore(),
    onError: () => {},
    destinations: [webhook({ ...PACE, circuitCooldown: 50, url: vendor.url, secret: SECRET })],
  });
  const failure = async () => {
    const { lastFailure, lastAnswer } = (await stats(started))[0] ?? {};
    return [lastFailure, lastAnswer];
  };
  await started.post("/v1/batch", { batch: [call(ADA, "a1"), call("bob", "b1")] });
  const before = ["answered 401", `no such customer: ${ADA}`];
  await expect.poll(failure).toEqual(before);
  await erase(started);
  expect(await failure()).toEqual(["answered 401", undefined]);
  vendor.answer = () => ({ status: 401, body: "no such token" });
  await expect.poll(failure).toEqual(["answered 401", "no such token"]);
});

it("finds what waits of a user of whom the store has nothing any more", async () => {
  await using vendor = await startVendor(() => ({ status: 503 }));
  const started = await startCollector({
    store: await emptyStore(),
    onError: () => {},
    destinations: [webhook({ ...PACE, url: vendor.url, secret: SECRET })],
  });
  await started.post("/v1/batch", { batch: [call(ADA, "a1"), call("bob", "b1")] });
  await expect.poll(() => stats(started)).toMatchObject([{ pending: 2 }]);
  await started.store.eraseUser(ADA);
  expect(await outgoing(started)).toMatchObject([{ destination: "webhook" }]);
  expect(await (await erase(started)).json()).toMatchObject({ events: 0, queued: 1 });
});

it("leaves what waits alone where the store cannot erase, and forgets it where the store failed half-way", async () => {
  await using vendor = await startVendor(() => ({ status: 503 }));
  const started = await startCollector({
    store: await emptyStore(),
    onError: () => {},
    destinations: [webhook({ ...PACE, url: vendor.url, secret: SECRET })],
  });
  const { store } = started;
  const device = { type: "track", event: "Seen", anonymousId: "phone" };
  await started.post("/v1/batch", {
    batch: [
      { ...call(ADA, "a1"), anonymousId: "phone" },
      { ...device, messageId: "a2" },
    ],
  });
  await expect.poll(() => stats(started)).toMatchObject([{ pending: 2 }]);
  store.checkErasure = () => Promise.reject(new PeekError("PEEK_E_STORE_SPACE", "full"));
  expect((await erase(started)).status).toBe(507);
  expect(await stats(started)).toMatchObject([{ pending: 2 }]);

  delete store.checkErasure;
  const eraseUser = store.eraseUser.bind(store);
  store.eraseUser = async (id) => {
    await started.post("/v1/batch", { batch: [{ ...device, messageId: "a3" }] });
    await eraseUser(id);
    throw new PeekError("PEEK_E_STORE_ERASURE", "failed");
  };
  expect((await erase(started)).status).toBe(500);
  expect(await stats(started)).toMatchObject([{ pending: 0 }]);
});

it("does not send again what was being sent when it was erased", async () => {
  const ids: string[] = [];
  const held: ServerResponse[] = [];
  const server = createServer((request, response) => {
    ids.push(String(request.headers["webhook-id"]));
    if (ids.length <= 2) held.push(response);
    else response.end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const started = await startCollector({
    store: await emptyStore(),
    onError: () => {},
    destinations: [webhook({ ...PACE, circuitFailures: 10, url, secret: SECRET })],
  });
  await started.post("/v1/batch", { batch: [call(ADA, "a1"), call("bob", "b1")] });
  await expect.poll(() => held.length).toBe(2);
  expect(await (await erase(started)).json()).toMatchObject({ events: 1, queued: 0 });
  for (const response of held) response.destroy();
  await expect.poll(() => stats(started)).toMatchObject([{ delivered: 1, pending: 0, dead: 0 }]);
  expect(ids.toSorted()).toEqual(["a1", "b1", "b1"]);
});
