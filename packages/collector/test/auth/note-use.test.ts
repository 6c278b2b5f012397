import { createPeekKey } from "@peekjs/protocol";
import { describe, expect, it, vi } from "vitest";
import {
  createCollector,
  createKeyRegistry,
  type KeyEntry,
  type KeyRegistry,
} from "../../src/index.ts";
import { envelope, row, startCollector } from "../support/collector.ts";
import { readEvents } from "../support/events.ts";

const NOW = Date.parse("2030-01-01T00:00:00Z");

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

/** A registry that notes uses, with a key of each kind and some that are of no use. */
async function registry(
  recordUse: KeyRegistry["recordUse"],
  recordRefusal?: KeyRegistry["recordRefusal"],
) {
  const [write, read, admin, revoked, expired, other] = await Promise.all(
    (["w", "r", "a", "w", "w", "w"] as const).map((kind) => createPeekKey(kind)),
  );
  const entry = (kind: KeyEntry["kind"], { id, digest }: { id: string; digest: string }) => ({
    id,
    kind,
    digest,
  });
  const keys: KeyRegistry = {
    ...createKeyRegistry([
      entry("w", write!),
      entry("r", read!),
      entry("a", admin!),
      { ...entry("w", revoked!), revoked: true },
      { ...entry("w", expired!), expiresAt: NOW },
      { ...entry("w", other!), digest: write!.digest },
    ]),
    recordUse,
    recordRefusal,
  };
  return { keys, write: write!, read: read!, admin: admin!, refused: [revoked!, expired!, other!] };
}

describe("the use of a key", () => {
  it("is told to the registry, with its time, for every request that was let in", async () => {
    const recordUse = vi.fn<NonNullable<KeyRegistry["recordUse"]>>();
    const { keys, write, read, admin } = await registry(recordUse);
    const { get, post } = await startCollector({ mode: "production", keys, clock: () => NOW });
    await post("/v1/ingest", envelope([row()]), bearer(write.key));
    await post(
      "/v1/track",
      { type: "track", event: "e", userId: "u" },
      { "x-api-key": write.key, ...bearer(write.key) },
    );
    await get("/peek/v1/status", bearer(read.key));
    await get("/peek/v1/status", bearer(admin.key));
    const ids = [write, write, read, admin].map(({ id }) => [id, NOW]);
    expect(recordUse.mock.calls).toEqual(ids);
  });

  it("is told of a live stream for as long as it is open", async () => {
    const recordUse = vi.fn<NonNullable<KeyRegistry["recordUse"]>>();
    const { keys, read } = await registry(recordUse);
    const limits = { keyInterval: 10 };
    const { get } = await startCollector({ mode: "production", keys, limits });
    readEvents((await get("/peek/v1/stream", bearer(read.key))).body);
    await expect.poll(() => recordUse.mock.calls.length).toBeGreaterThan(2);
    for (const [id] of recordUse.mock.calls) expect(id).toBe(read.id);
  });

  it("is no matter of requests that were refused", async () => {
    const recordUse = vi.fn<NonNullable<KeyRegistry["recordUse"]>>();
    const { keys, refused, write } = await registry(recordUse);
    const { get, post } = await startCollector({ mode: "production", keys, clock: () => NOW });
    for (const { key } of refused) {
      expect((await post("/v1/ingest", envelope([row()]), bearer(key))).status).toBe(401);
    }
    expect((await get("/peek/v1/status", bearer(write.key))).status).toBe(403);
    expect(recordUse).not.toHaveBeenCalled();
  });

  it.each<[string, () => void | Promise<void>]>([
    [
      "throws",
      () => {
        throw new Error("The disk is full.");
      },
    ],
    ["rejects", () => Promise.reject(new Error("The disk is full."))],
  ])("fails no request where noting it %s, and is reported", async (_, recordUse) => {
    const { keys, write } = await registry(recordUse);
    const onError = vi.fn();
    const { post } = await startCollector({ mode: "production", keys, onError });
    expect((await post("/v1/ingest", envelope([row()]), bearer(write.key))).status).toBe(202);
    await expect.poll(() => onError.mock.calls).toEqual([[new Error("The disk is full.")]]);
  });

  it("is waited for by no request", async () => {
    const { keys, write } = await registry(() => new Promise(() => undefined));
    const { post } = await startCollector({ mode: "production", keys });
    expect((await post("/v1/ingest", envelope([row()]), bearer(write.key))).status).toBe(202);
  });

  it("is told by an endpoint in an app, too, whose onError hears what went wrong", async () => {
    const recordUse = vi.fn<NonNullable<KeyRegistry["recordUse"]>>().mockRejectedValue("why");
    const { keys, write } = await registry(recordUse);
    const onError = vi.fn();
    const endpoint = createCollector({ handler: () => undefined, keys, onError, clock: () => NOW });
    const body = JSON.stringify(envelope([row()]));
    const headers = { "content-type": "application/json", ...bearer(write.key) };
    const request = new Request("http://localhost/v1/ingest", { method: "POST", headers, body });
    expect((await endpoint.fetch(request)).status).toBe(202);
    expect(recordUse.mock.calls).toEqual([[write.id, NOW]]);
    await expect.poll(() => onError.mock.calls).toEqual([["why"]]);
  });
});

describe("the refusal of a key", () => {
  it("that was revoked or has expired is told to the registry, of its owner alone", async () => {
    const recordRefusal = vi.fn<NonNullable<KeyRegistry["recordRefusal"]>>();
    const { keys, refused } = await registry(undefined, recordRefusal);
    const { post } = await startCollector({ mode: "production", keys, clock: () => NOW });
    const [revoked, expired] = refused;
    const stranger = await createPeekKey("w");
    for (const { key } of [...refused, stranger]) {
      expect((await post("/v1/ingest", envelope([row()]), bearer(key))).status).toBe(401);
    }
    expect(recordRefusal.mock.calls).toEqual([
      [revoked!.id, "revoked", NOW],
      [expired!.id, "expired", NOW],
    ]);
  });

  it("is answered as ever where noting it fails, which is reported", async () => {
    const { keys, refused } = await registry(undefined, () => Promise.reject(new Error("Full.")));
    const onError = vi.fn();
    const { post } = await startCollector({ mode: "production", keys, onError });
    const answer = await post("/v1/ingest", envelope([row()]), bearer(refused[0]!.key));
    expect(await answer.json()).toMatchObject({ code: "PEEK_E_KEY_REVOKED" });
    await expect.poll(() => onError.mock.calls).toEqual([[new Error("Full.")]]);
  });
});
