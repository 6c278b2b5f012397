import { AsyncLocalStorage } from "node:async_hooks";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPeek, type Peek, type PeekError, type PeekOptions } from "@peekjs/core";
import { meta, otlp, tiktok, webhook } from "@peekjs/destinations";
import { startRecordingEndpoint, startVendor, type Vendor } from "@peekjs/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { dataOf, handmade, SECRET, startTakingVendor, TAKEN } from "./support.ts";

let folder: string;
let vendor: Vendor;
let clients: Peek[];
let errors: PeekError[];

function create(options: PeekOptions): Peek {
  const client = createPeek({
    service: "shop",
    environment: "staging",
    storagePath: folder,
    onError: (error) => errors.push(error),
    ...options,
  });
  clients.push(client);
  return client;
}

function toMeta(options: Partial<Parameters<typeof meta>[0]> = {}): ReturnType<typeof meta> {
  return meta({ pixelId: "1", accessToken: "t", endpoint: vendor.url, retryDelay: 5, ...options });
}

function toTikTok(url = vendor.url): ReturnType<typeof tiktok> {
  return tiktok({ pixelCode: "1", accessToken: "t", endpoint: url, retryDelay: 5 });
}

const purchase = {
  event: "Order Completed",
  userId: "u1",
  eventId: "order-1",
  properties: { revenue: 20, currency: "EUR" },
  userData: { email: "ada@example.com" },
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "peek-destinations-"));
  vendor = await startTakingVendor();
  clients = [];
  errors = [];
});
afterEach(async () => {
  await Promise.all(clients.map((client) => client.shutdown({ timeout: 10 })));
  await vendor.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("a client with destinations and no endpoint", () => {
  it("delivers to each by itself, writes nothing to disk and looks for no collector", async () => {
    const print = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const client = create({ destinations: [toMeta({ flushInterval: 20 }), toTikTok()] });
    client.track(purchase);
    await vi.waitFor(() => expect(vendor.requests).toHaveLength(2), 5_000);
    expect(dataOf(vendor).map(({ event_id }) => event_id)).toEqual(["order-1", "order-1"]);
    expect(readdirSync(folder)).toEqual([]);
    expect(print).not.toHaveBeenCalled();
    print.mockRestore();
  });

  it("says what a flush delivered to each, and counts by destination", async () => {
    const client = create({ destinations: [toMeta(), toTikTok()] });
    client.track(purchase);
    client.track({ ...purchase, eventId: "order-2" });
    const result = { delivered: 2, pending: 0, dropped: 0 };
    expect(await client.flush()).toEqual({
      delivered: 0,
      spooled: 0,
      pending: 0,
      destinations: { meta: result, tiktok: result },
    });
    expect(client.stats()).toMatchObject({
      accepted: 0,
      destinations: { meta: { accepted: 2, delivered: 2 }, tiktok: { accepted: 2, delivered: 2 } },
    });
  });

  it("takes nothing in the call itself", () => {
    const slow = handmade({});
    const client = create({ destinations: [slow] });
    client.track(purchase);
    expect(slow.taken).toEqual([]);
    expect(client.stats().destinations).toMatchObject({ handmade: { pending: 1, accepted: 1 } });
  });

  it("works outside the request that made the call", async () => {
    const storage = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    const enqueue = async (): Promise<void> => void seen.push(storage.getStore());
    const client = create({ destinations: [handmade({ enqueue })] });
    storage.run("request 1", () => client.track(purchase));
    await vi.waitFor(() => expect(seen).toEqual([undefined]));
  });

  it("is delivered within the time that Vercel gives after a response", async () => {
    vi.stubEnv("VERCEL", "1");
    const held: Promise<unknown>[] = [];
    const context = { waitUntil: (work: Promise<unknown>) => void held.push(work) };
    vi.stubGlobal(Symbol.for("@vercel/request-context"), { get: () => context });
    const client = create({ destinations: [toMeta({ flushInterval: 60_000 })] });
    client.track(purchase);
    vi.unstubAllGlobals();
    vi.unstubAllEnvs();
    expect(held).toHaveLength(1);
    await held[0];
    expect(vendor.requests).toHaveLength(1);
  });

  it("hashes personal data before it leaves", async () => {
    const client = create({ destinations: [toMeta(), toTikTok()] });
    client.track(purchase);
    await client.flush();
    const bodies = vendor.requests.map(({ body }) => body);
    expect(bodies).toHaveLength(2);
    for (const body of bodies) {
      expect(body).not.toContain("ada");
      expect(body).toContain(SHA256_OF_ADA);
    }
  });

  it("leaves each event to the destinations that its integrations and their filters name", async () => {
    const other = await startTakingVendor();
    const client = create({
      destinations: [toMeta({ filter: ({ userId }) => userId !== "staff" }), toTikTok(other.url)],
    });
    client.track({ ...purchase, eventId: "both" });
    client.track({ ...purchase, eventId: "no-meta", integrations: { Meta: false } });
    client.track({ ...purchase, eventId: "staff", userId: "staff" });
    client.track({ ...purchase, eventId: "tiktok", integrations: { All: false, TikTok: true } });
    await client.flush();
    expect(dataOf(vendor).map(({ event_id }) => event_id)).toEqual(["both"]);
    const ids = ["both", "no-meta", "staff", "tiktok"];
    expect(dataOf(other).map(({ event_id }) => event_id)).toEqual(ids);
    await other.close();
  });

  it("delivers at shutdown what is left, and counts what comes later", async () => {
    const client = create({ destinations: [toMeta()] });
    client.track(purchase);
    const { destinations } = await client.shutdown();
    expect(destinations).toEqual({ meta: { delivered: 1, pending: 0, dropped: 0 } });
    client.track(purchase);
    expect(client.stats()).toMatchObject({ accepted: 1, dropped: { shutdown: 1 } });
    expect(client.stats().destinations?.["meta"]).toMatchObject({ accepted: 1 });
  });

  it("shuts down within its timeout when a destination hangs, and says what is lost", async () => {
    vendor.answer = () => "hang";
    const client = create({ destinations: [toMeta()] });
    client.track(purchase);
    const begin = performance.now();
    const { destinations } = await client.shutdown({ timeout: 300 });
    expect(performance.now() - begin).toBeLessThan(4_000);
    expect(destinations).toEqual({ meta: { delivered: 0, pending: 1, dropped: 0 } });
    expect(errors.map(({ code }) => code)).toContain("PEEK_W_DESTINATION_UNSENT");
  });

  it("tells identifyNow whether every destination that takes it has it", async () => {
    const client = create({
      destinations: [toMeta(), webhook({ url: vendor.url, secret: SECRET })],
    });
    expect(await client.identifyNow({ userId: "u1" })).toEqual({ delivered: true });
    vendor.answer = () => ({ status: 500 });
    expect(await client.identifyNow({ userId: "u1" }, { timeout: 100 })).toEqual({
      delivered: false,
    });
  });

  it("keeps what a vendor refuses where the app finds it, and sends it again when asked", async () => {
    vendor.answer = ({ json }) =>
      json.data.some(({ event_id }: { event_id: string }) => event_id === "bad")
        ? { status: 400, body: { error: { code: 100, message: "Invalid parameter" } } }
        : TAKEN;
    const client = create({ destinations: [toMeta()] });
    for (const eventId of ["good", "bad", "better"]) client.track({ ...purchase, eventId });
    const { destinations } = await client.flush();
    expect(destinations).toEqual({ meta: { delivered: 2, pending: 0, dropped: 1 } });
    const view = client.destinations.get("meta")!;
    expect((await view.deadLetters()).map(({ event }) => event.id)).toEqual(["bad"]);
    vendor.answer = () => TAKEN;
    expect(await view.redrive()).toBe(1);
    await client.flush();
    expect(view.stats()).toMatchObject({ delivered: 3, dead: 0 });
  });

  it("holds no more than maxBufferSize for a turn of the event loop", async () => {
    const sink = handmade({});
    const client = create({ destinations: [sink], maxBufferSize: 100, batchSize: 100 });
    for (let i = 0; i < 150; i++) client.track(purchase);
    await client.flush();
    expect(sink.taken).toHaveLength(100);
    expect(client.stats().destinations).toMatchObject({
      handmade: { accepted: 150, delivered: 100, dropped: { buffer_full: 50 } },
    });
  });
});

describe("a client with destinations and an endpoint", () => {
  it("gives both every event, and counts them apart", async () => {
    await using endpoint = await startRecordingEndpoint();
    const client = create({ endpoint: endpoint.url, destinations: [toMeta()] });
    client.track(purchase);
    expect(await client.flush()).toEqual({
      delivered: 1,
      spooled: 0,
      pending: 0,
      destinations: { meta: { delivered: 1, pending: 0, dropped: 0 } },
    });
    expect(endpoint.envelopes).toHaveLength(1);
    expect(client.stats()).toMatchObject({ accepted: 1, delivered: 1 });
  });

  it("goes on to destinations while the collector is down", async () => {
    await using dead = await startVendor(() => "reset");
    const client = create({ endpoint: dead.url, destinations: [toMeta()], maxRetries: 0 });
    client.track(purchase);
    await client.flush({ timeout: 500 });
    expect(vendor.requests).toHaveLength(1);
    expect(client.stats()).toMatchObject({ delivered: 0, pending: 1 });
  });
});

describe("a destination that fails in its own code", () => {
  it.each([
    ["connect", { ...handmade({}), connect: fail }],
    ["enqueue", handmade({ enqueue: fail })],
    ["a rejected enqueue", handmade({ enqueue: () => Promise.reject(new Error("no")) })],
    ["an enqueue without end", handmade({ enqueue: () => new Promise(() => undefined) })],
    ["flush", handmade({ flush: fail })],
    ["stats", handmade({ stats: fail })],
  ])("costs its neighbours nothing: %s", async (_, broken) => {
    const client = create({ destinations: [broken, toMeta()] });
    client.track(purchase);
    await client.flush({ timeout: 500 });
    const toldOfMeta = (): unknown => client.stats().destinations?.["meta"];
    await vi.waitFor(() => expect(toldOfMeta()).toMatchObject({ delivered: 1, pending: 0 }), 5_000);
    const codes = errors.map(({ code }) => code);
    expect(codes.every((code) => /PEEK_E_(DESTINATION_BROKEN|INTERNAL)/.test(code))).toBe(true);
  });

  it("does not hold up a shutdown by a close without end", async () => {
    const endless = handmade({ close: () => new Promise(() => undefined) });
    const client = create({ destinations: [endless, toMeta()] });
    client.track(purchase);
    const begin = performance.now();
    const { destinations } = await client.shutdown({ timeout: 300 });
    expect(performance.now() - begin).toBeLessThan(4_000);
    expect(destinations?.["meta"]).toEqual({ delivered: 1, pending: 0, dropped: 0 });
  });

  it("changes what it was given for itself alone", async () => {
    const careless = handmade({
      enqueue: async (events) => {
        for (const event of events) event.event = "Changed";
      },
    });
    const sink = handmade({}, "sink");
    const client = create({ destinations: [careless, sink] });
    client.track(purchase);
    await client.flush();
    expect(sink.taken[0]).toMatchObject({ event: "Order Completed" });
  });
});

describe("requests", () => {
  it("go to destinations that take them, without what must not leave", async () => {
    const client = create({
      consumerHashKey: "k",
      destinations: [otlp({ endpoint: vendor.url, compression: "none" }), toMeta()],
    });
    client.recordRequest({
      method: "GET",
      route: "/files/:name",
      path: "/files/ada@example.com",
      status: 200,
      durationMs: 2,
    });
    const { destinations } = await client.flush();
    expect(destinations).toMatchObject({ otlp: { delivered: 1 }, meta: { delivered: 0 } });
    expect(vendor.requests).toHaveLength(1);
    expect(vendor.requests[0]!.path).toBe("/v1/traces");
    expect(vendor.requests[0]!.body).toContain("/files/:name");
    expect(vendor.requests[0]!.body).not.toContain("ada");
    expect(client.stats().destinations?.["meta"]).toMatchObject({ filtered: 0 });
  });

  it("are sampled for destinations too", async () => {
    const target = otlp({ endpoint: vendor.url, compression: "none" });
    const client = create({ sampleRate: 0, destinations: [target] });
    client.recordRequest({ method: "GET", durationMs: 2 });
    client.track(purchase);
    await client.flush();
    expect(client.stats().destinations).toMatchObject({ otlp: { accepted: 1, delivered: 1 } });
    expect(vendor.requests.map(({ path }) => path)).toEqual(["/v1/logs"]);
  });
});

describe("the destinations option", () => {
  it.each([
    ["something else", [{ name: "meta" }], /array of destinations/],
    ["no array", "meta", /array of destinations/],
    ["one name twice", [handmade({}), handmade({})], /two are called "handmade"/],
  ])("refuses %s at creation", (_, destinations, message) => {
    expect(() => create({ destinations: destinations as never })).toThrow(message);
  });

  it("connects nothing in a client that is disabled", async () => {
    const client = create({ disabled: true, destinations: [{ ...handmade({}), connect: fail }] });
    client.track(purchase);
    expect(await client.flush()).toEqual({ delivered: 0, spooled: 0, pending: 0 });
    expect(client.destinations.size).toBe(0);
    expect(errors).toEqual([]);
  });
});

const SHA256_OF_ADA = createHash("sha256").update("ada@example.com").digest("hex");

function fail(): never {
  throw new Error("broken");
}
