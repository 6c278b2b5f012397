import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { ga4, meta, otlp, reddit, tiktok, webhook } from "@peekjs/destinations";
import type { Destination, DestinationsList } from "@peekjs/protocol";
import { startVendor } from "@peekjs/testing";
import { expect, it, onTestFinished } from "vitest";
import { openDestinationStorage } from "../../src/destinations/node/index.ts";
import { startCollector, type TestCollector } from "../support/collector.ts";
import { emptyStore } from "../support/store.ts";
import { SECRET, temporaryFolder, refusing, TAKEN } from "./support/events.ts";

const ADA = "Ada-4711";
const BOB = "bob-0815";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** What must be nowhere on the disk of a user who was erased. */
const FORMS = [ADA, sha256(ADA), sha256(ADA.toLowerCase()), "Ada Lovelace", "ada-note"];

function call(userId: string, messageId: string): Record<string, unknown> {
  const note = userId === ADA ? "ada-note" : "bob-note";
  const properties = { note, currency: "EUR", value: 3 };
  // Reddit's payload then says nothing of the user's id.
  const userData = { externalId: `${userId}-elsewhere`, firstName: "Ada Lovelace" };
  const who = userId === ADA ? { userId, userData } : { userId };
  return { type: "track", event: "Ordered", messageId, properties, ...who };
}

function everyKind(url: string): Destination[] {
  const pace = { flushInterval: 5, retryDelay: 5, circuitFailures: 1, circuitCooldown: 60_000 };
  const vendor = { ...pace, endpoint: url };
  return [
    meta({ ...vendor, pixelId: "1", accessToken: "token" }),
    ga4({ ...vendor, measurementId: "G-1", apiSecret: "token" }),
    reddit({ ...vendor, pixelId: "1", conversionToken: "token" }),
    tiktok({ ...vendor, pixelCode: "1", accessToken: "token" }),
    otlp(vendor),
    webhook({ ...pace, url, secret: SECRET }),
    webhook({ ...pace, url, secret: SECRET, name: "raw", personalData: "keep" }),
    webhook({ ...pace, url: `${url}/refuses`, secret: SECRET, name: "refuses" }),
  ];
}

/** A destination whose queue takes nothing in. */
function full(hook: Destination): Destination {
  return {
    ...hook,
    connect: (host) => {
      const add = (): Promise<number> => Promise.reject(new Error("ENOSPC"));
      return hook.connect({ ...host, queue: Object.assign(host!.queue!, { add }) });
    },
  };
}

function textsIn(directory: string): string {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .map((name) => join(directory, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, "latin1"))
    .join("\n");
}

async function stats({ get }: TestCollector): Promise<DestinationsList["destinations"]> {
  return ((await (await get("/peek/v1/destinations")).json()) as DestinationsList).destinations;
}

async function exported({ get }: TestCollector): Promise<{ kind: string; record: any }[]> {
  const text = await (await get(`/peek/v1/users/export?id=${ADA}`)).text();
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

it("finds and erases a user wherever something waits, was refused, or rests of a destination that is left out", async () => {
  await using vendor = await startVendor((request) => ({
    status: request.path === "/refuses" ? refusing(request) : 503,
  }));
  const directory = temporaryFolder();
  const destinationStorage = await openDestinationStorage({ directory, allowPrivate: true });
  const all = everyKind(vendor.url);
  const held = full(webhook({ url: vendor.url, secret: SECRET, name: "full" }));
  const started = await startCollector({
    store: await emptyStore(),
    onError: () => {},
    destinationStorage,
    destinations: [...all, held],
  });
  onTestFinished(async () => {
    await started.collector.close();
    await destinationStorage.close();
  });
  const batch = [call(ADA, "a1"), call(BOB, "b1"), call(ADA, "a2"), call(BOB, "b2"), TAKEN];
  await started.post("/v1/batch", { batch });
  await expect
    .poll(async () => (await stats(started)).map(({ pending, dead }) => pending + dead))
    .toEqual([4, 4, 4, 4, 4, 4, 4, 4, 0]);
  await expect.poll(async () => (await stats(started)).at(-2)).toMatchObject({ dead: 4 });
  // Five are left out: what waits for them rests on the disk alone.
  await started.collector.setDestinations([...all.slice(5), held]);

  const lines = await exported(started);
  const outgoing = lines.filter(({ kind }) => kind === "outgoing").map(({ record }) => record);
  const kept = (name?: string) => outgoing.filter(({ destination }) => destination === name);
  expect(all.map(({ name }) => kept(name).length)).toEqual([2, 2, 2, 2, 2, 2, 2, 2]);
  expect(kept("refuses")[0]).toMatchObject({ reason: expect.stringContaining("422") });
  expect(kept()).toMatchObject([{ payload: { userId: ADA, messageId: "a1" } }, {}]);
  for (const form of [ADA, sha256(ADA.toLowerCase())]) expect(textsIn(directory)).toContain(form);

  const response = await started.collector.fetch(
    new Request(`http://localhost:7335/peek/v1/users?id=${ADA}`, { method: "DELETE" }),
  );
  expect(await response.json()).toMatchObject({ ids: [ADA], events: 2, queued: 18 });
  for (const form of FORMS) expect(textsIn(directory)).not.toContain(form);
  for (const form of [BOB, "bob-note", sha256(BOB)]) expect(textsIn(directory)).toContain(form);

  await started.collector.setDestinations([...all, held]);
  const left = (await stats(started)).map(({ pending, dead }) => pending + dead);
  expect(left).toEqual([2, 2, 2, 2, 2, 2, 2, 2, 0]);
});

it("finds the user's other ids again after an erasure that failed", async () => {
  await using vendor = await startVendor(() => ({ status: 503 }));
  const destinationStorage = await openDestinationStorage({
    directory: temporaryFolder(),
    allowPrivate: true,
  });
  const erase = destinationStorage.erase.bind(destinationStorage);
  destinationStorage.erase = () => {
    destinationStorage.erase = erase;
    return Promise.reject(new Error("EIO"));
  };
  const hook = webhook({ url: vendor.url, secret: SECRET, circuitFailures: 1, flushInterval: 5 });
  const started = await startCollector({
    store: await emptyStore(),
    onError: () => {},
    destinationStorage,
    destinations: [hook],
  });
  onTestFinished(async () => {
    await started.collector.close();
    await destinationStorage.close();
  });
  const both = { userId: ADA, anonymousId: "device-1" };
  const batch = [
    { type: "identify", messageId: "i1", ...both },
    { type: "track", event: "Seen", messageId: "t1", anonymousId: "device-1" },
  ];
  await started.post("/v1/batch", { batch });
  await expect.poll(() => stats(started)).toMatchObject([{ pending: 2 }]);
  const url = `http://localhost:7335/peek/v1/users?id=${ADA}`;
  const remove = async (): Promise<Response> =>
    started.collector.fetch(new Request(url, { method: "DELETE" }));
  expect((await remove()).status).toBe(500);
  expect(await (await remove()).json()).toMatchObject({ queued: 2 });
  expect(await stats(started)).toMatchObject([{ pending: 0 }]);
});

it("finds what the store had just kept, on its way to the queues", async () => {
  await using vendor = await startVendor(() => ({ status: 503 }));
  const directory = temporaryFolder();
  const destinationStorage = await openDestinationStorage({ directory, allowPrivate: true });
  const hook = webhook({ url: vendor.url, secret: SECRET, circuitFailures: 1, flushInterval: 5 });
  const store = await emptyStore();
  const started = await startCollector({
    store,
    onError: () => {},
    destinationStorage,
    destinations: [hook],
  });
  onTestFinished(async () => {
    await started.collector.close();
    await destinationStorage.close();
  });
  // What is under way would not be called back: the destination is left alone by then.
  await started.post("/v1/batch", { batch: [call(BOB, "b0")] });
  await expect.poll(() => stats(started)).toMatchObject([{ circuit: "open" }]);
  // A batch that the store has, while its answer is on its way, when it erases the user.
  const append = store.append.bind(store);
  const eraseUser = store.eraseUser.bind(store);
  let answer!: () => void;
  const answered = new Promise<void>((resolve) => (answer = resolve));
  let posted: Promise<unknown> | undefined;
  store.eraseUser = async (id) => {
    const kept = new Promise<void>((resolve) => {
      store.append = async (batch) => {
        const result = await append(batch);
        resolve();
        await answered;
        return result;
      };
    });
    posted = started.post("/v1/batch", { batch: [call(ADA, "a1"), call(BOB, "b1")] });
    await kept;
    const erasure = await eraseUser(id);
    setTimeout(answer, 50);
    return erasure;
  };
  const url = `http://localhost:7335/peek/v1/users?id=${ADA}`;
  const response = await started.collector.fetch(new Request(url, { method: "DELETE" }));
  expect(await response.json()).toMatchObject({ events: 1, queued: 1 });
  await posted;
  await expect.poll(() => stats(started)).toMatchObject([{ pending: 2 }]);
  for (const form of FORMS) expect(textsIn(directory)).not.toContain(form);
});

it("looks into no queue any longer when whoever exports has left", async () => {
  await using vendor = await startVendor(() => ({ status: 503 }));
  const directory = temporaryFolder();
  const destinationStorage = await openDestinationStorage({ directory, allowPrivate: true });
  const find = destinationStorage.find!.bind(destinationStorage);
  let looking = 0;
  const started = await startCollector({
    store: await emptyStore(),
    onError: () => {},
    destinationStorage,
    destinations: [webhook({ url: vendor.url, secret: SECRET, circuitFailures: 1 })],
  });
  onTestFinished(async () => {
    await started.collector.close();
    await destinationStorage.close();
  });
  await started.post("/v1/batch", { batch: [call(ADA, "a1"), call(ADA, "a2")] });
  await expect.poll(() => stats(started)).toMatchObject([{ pending: 2 }]);
  destinationStorage.find = async function* (ids) {
    looking++;
    try {
      yield* find(ids);
    } finally {
      looking--;
    }
  };
  // At once, of a user whom the store does not know any more; and in the middle.
  const reader = (await started.get(`/peek/v1/users/export?id=${ADA}`)).body!.getReader();
  await reader.read();
  await reader.cancel();
  await started.store.eraseUser(ADA);
  await (await started.get(`/peek/v1/users/export?id=${ADA}`)).body!.cancel();
  expect(looking).toBe(0);
});
