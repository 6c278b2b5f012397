import { AsyncLocalStorage } from "node:async_hooks";
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { webhook } from "@peekjs/destinations";
import type { DestinationStats } from "@peekjs/protocol";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { dataOf, handmade, SECRET, startTakingVendor, TAKEN } from "./support.ts";
import { PURCHASE, startShop, type Shop } from "./start-shop.ts";

let vendor: Shop["vendor"];
let folder: Shop["folder"];
let errors: Shop["errors"];
let create: Shop["create"];
let toMeta: Shop["toMeta"];
let toTikTok: Shop["toTikTok"];

beforeEach(async () => {
  ({ vendor, folder, errors, create, toMeta, toTikTok } = await startShop());
});

describe("a client with destinations and no endpoint", () => {
  it("delivers to each by itself, writes nothing to disk and looks for no collector", async () => {
    const print = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const client = create({ destinations: [toMeta({ flushInterval: 20 }), toTikTok()] });
    client.track(PURCHASE);
    await vi.waitFor(() => expect(vendor.requests).toHaveLength(2));
    expect(dataOf(vendor).map(({ event_id }) => event_id)).toEqual(["order-1", "order-1"]);
    expect(readdirSync(folder)).toEqual([]);
    expect(print).not.toHaveBeenCalled();
    print.mockRestore();
  });

  it("says what a flush delivered to each, and counts by destination", async () => {
    const client = create({ destinations: [toMeta(), toTikTok()] });
    client.track(PURCHASE);
    client.track({ ...PURCHASE, eventId: "order-2" });
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
    client.track(PURCHASE);
    expect(slow.taken).toEqual([]);
    expect(client.stats().destinations).toMatchObject({ handmade: { pending: 1, accepted: 1 } });
  });

  it("works outside the request that made the call", async () => {
    const storage = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    const enqueue = async (): Promise<readonly []> => {
      seen.push(storage.getStore());
      return [];
    };
    const client = create({ destinations: [handmade({ enqueue })] });
    storage.run("request 1", () => client.track(PURCHASE));
    await vi.waitFor(() => expect(seen).toEqual([undefined]));
  });

  it("is delivered within the time that Vercel gives after a response", async () => {
    vi.stubEnv("VERCEL", "1");
    const held: Promise<unknown>[] = [];
    const context = { waitUntil: (work: Promise<unknown>) => void held.push(work) };
    vi.stubGlobal(Symbol.for("@vercel/request-context"), { get: () => context });
    const client = create({ destinations: [toMeta({ flushInterval: 60_000 })] });
    client.track(PURCHASE);
    vi.unstubAllGlobals();
    vi.unstubAllEnvs();
    expect(held).toHaveLength(1);
    await held[0];
    expect(vendor.requests).toHaveLength(1);
  });

  it("hashes personal data before it leaves", async () => {
    const client = create({ destinations: [toMeta(), toTikTok()] });
    client.track(PURCHASE);
    await client.flush();
    const bodies = vendor.requests.map(({ body }) => body);
    expect(bodies).toHaveLength(2);
    for (const body of bodies) {
      expect(body).not.toContain("ada@");
      expect(body).toContain(SHA256_OF_ADA);
    }
  });

  it("leaves each event to the destinations that its integrations and their filters name", async () => {
    const other = await startTakingVendor();
    const client = create({
      destinations: [toMeta({ filter: ({ userId }) => userId !== "staff" }), toTikTok(other.url)],
    });
    client.track({ ...PURCHASE, eventId: "both" });
    client.track({ ...PURCHASE, eventId: "no-meta", integrations: { Meta: false } });
    client.track({ ...PURCHASE, eventId: "staff", userId: "staff" });
    client.track({ ...PURCHASE, eventId: "tiktok", integrations: { All: false, TikTok: true } });
    await client.flush();
    expect(dataOf(vendor).map(({ event_id }) => event_id)).toEqual(["both"]);
    const ids = ["both", "no-meta", "staff", "tiktok"];
    expect(dataOf(other).map(({ event_id }) => event_id)).toEqual(ids);
    await other.close();
  });

  it("delivers at shutdown what is left, and counts what comes later", async () => {
    const client = create({ destinations: [toMeta()] });
    client.track(PURCHASE);
    const { destinations } = await client.shutdown();
    expect(destinations).toEqual({ meta: { delivered: 1, pending: 0, dropped: 0 } });
    client.track(PURCHASE);
    expect(client.stats()).toMatchObject({ accepted: 1, dropped: { shutdown: 1 } });
    expect(client.stats().destinations?.["meta"]).toMatchObject({ accepted: 1 });
  });

  it("shuts down within its timeout when a destination hangs, and says what is lost", async () => {
    vendor.answer = () => "hang";
    const client = create({ destinations: [toMeta()] });
    client.track(PURCHASE);
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

  it("tells identifyNow of no delivery where no destination takes it, whatever else is delivered", async () => {
    const client = create({ destinations: [toMeta()] });
    expect(await client.identifyNow({ userId: "u1" })).toEqual({ delivered: false });
    client.track(PURCHASE);
    expect(await client.identifyNow({ userId: "u1" })).toEqual({ delivered: false });
    await client.flush();
    expect(client.stats().destinations?.["meta"]).toMatchObject({ delivered: 1, filtered: 2 });
  });

  it("lets identifyNow wait for no destination that does not take it", async () => {
    vendor.answer = ({ path }) => (path.endsWith("/events") ? "hang" : TAKEN);
    const client = create({
      destinations: [toMeta({ flushInterval: 1 }), webhook({ url: vendor.url, secret: SECRET })],
    });
    client.track({ ...PURCHASE, integrations: { All: false, Meta: true } });
    await vi.waitUntil(() => vendor.requests.length === 1);
    const both = [client.identifyNow({ userId: "u1" }), client.identifyNow({ userId: "u1" })];
    expect(await Promise.all(both)).toEqual([{ delivered: true }, { delivered: true }]);
    expect(client.stats().destinations?.["meta"]).toMatchObject({ pending: 1 });
  });

  it.each([
    ["waits for another try", 500],
    ["is refused", 400],
  ])("tells identifyNow of its own event, when another %s", async (_, status) => {
    // Not in hexadecimal digits, as ids are.
    vendor.answer = ({ body }) => (body.includes("Spoilt") ? { status } : TAKEN);
    const hook = webhook({ url: vendor.url, secret: SECRET, retryDelay: 5 });
    const client = create({ destinations: [hook] });
    client.track({ event: "Fine", userId: "u1" });
    client.track({ event: "Spoilt", userId: "u1" });
    const timeout = 2_000;
    expect(await client.identifyNow({ userId: "u1" }, { timeout })).toEqual({ delivered: true });
    const { delivered, pending, dead } = client.destinations.get("webhook")!.stats();
    expect({ delivered, left: pending + dead }).toEqual({ delivered: 2, left: 1 });
  });

  it("tells identifyNow of no delivery when its own event is refused", async () => {
    vendor.answer = ({ body }) => (body.includes("identify") ? { status: 400 } : TAKEN);
    const hook = webhook({ url: vendor.url, secret: SECRET, retryDelay: 5 });
    const client = create({ destinations: [hook] });
    client.track({ event: "good", userId: "u1" });
    expect(await client.identifyNow({ userId: "u1" })).toEqual({ delivered: false });
  });

  it("tells identifyNow of an event that is delivered after it was refused under the same id", async () => {
    const client = create({ destinations: [webhook({ url: vendor.url, secret: SECRET })] });
    const identity = { userId: "u1", messageId: "m-1" };
    client.track({ event: "good", userId: "u1" });
    vendor.answer = ({ body }) => (body.includes("identify") ? { status: 400 } : TAKEN);
    expect(await client.identifyNow(identity)).toEqual({ delivered: false });
    expect(client.destinations.get("webhook")!.stats()).toMatchObject({ dead: 1 });
    vendor.answer = () => TAKEN;
    expect(await client.identifyNow(identity)).toEqual({ delivered: true });
  });

  it("asks a destination that does not show its queue whether anything waits there", async () => {
    let pending = 1;
    const stats = (): DestinationStats => ({ ...handmade({}).connect().stats(), pending });
    const client = create({ destinations: [handmade({ stats })] });
    expect(await client.identifyNow({ userId: "u1" })).toEqual({ delivered: false });
    pending = 0;
    expect(await client.identifyNow({ userId: "u1" })).toEqual({ delivered: true });
  });

  it("tells identifyNow of no delivery where the buffer had no room for it", async () => {
    const hook = webhook({ url: vendor.url, secret: SECRET });
    const client = create({ destinations: [hook], maxBufferSize: 100, batchSize: 100 });
    for (let i = 0; i < 100; i++) client.track({ event: "first", userId: "u1" });
    expect(await client.identifyNow({ userId: "u1" })).toEqual({ delivered: false });
  });

  it("keeps what a vendor refuses where the app finds it, and sends it again when asked", async () => {
    vendor.answer = ({ json }) =>
      json.data.some(({ event_id }: { event_id: string }) => event_id === "bad")
        ? { status: 400, body: { error: { code: 100, message: "Invalid parameter" } } }
        : TAKEN;
    const client = create({ destinations: [toMeta()] });
    for (const eventId of ["good", "bad", "better"]) client.track({ ...PURCHASE, eventId });
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
    for (let i = 0; i < 150; i++) client.track(PURCHASE);
    await client.flush();
    expect(sink.taken).toHaveLength(100);
    expect(client.stats().destinations).toMatchObject({
      handmade: { accepted: 150, delivered: 100, dropped: { buffer_full: 50 } },
    });
  });
});

const SHA256_OF_ADA = createHash("sha256").update("ada@example.com").digest("hex");
