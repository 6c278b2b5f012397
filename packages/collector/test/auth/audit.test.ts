import { createPeekKey } from "@peekjs/protocol";
import { expect, it, vi } from "vitest";
import { createKeyRegistry, type AuditEvent, type CollectorOptions } from "../../src/index.ts";
import { startCollector } from "../support/collector.ts";
import { emptyStore } from "../support/store.ts";

/** A collector that keeps an event of the user u1, and asks with an admin key. */
async function start(options: Partial<CollectorOptions>) {
  const [write, admin] = [await createPeekKey("w"), await createPeekKey("a")];
  const keys = createKeyRegistry([
    { id: write.id, kind: "w", digest: write.digest },
    { id: admin.id, kind: "a", digest: admin.digest },
  ]);
  const store = await emptyStore();
  const { collector, post } = await startCollector({ mode: "production", keys, store, ...options });
  const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
  const event = { type: "track", event: "Seen", userId: "u1" };
  await post("/v1/track", event, { "x-api-key": write.key, ...bearer(write.key) });
  const ask = (method: string, path: string, key = admin.key) =>
    collector.fetch(
      new Request(`http://localhost:7335/peek/v1/users${path}`, { method, headers: bearer(key) }),
    );
  return { ask, store, id: admin.id, write: write.key };
}

it("tells who exported and erased which user, and when, before the answer", async () => {
  const events: AuditEvent[] = [];
  const since = Date.now();
  const { ask, id } = await start({ onAudit: (event) => void events.push(event) });
  expect((await ask("GET", "/export?id=u1")).status).toBe(200);
  const told = { user: "u1", key: id, at: expect.any(Number) as number };
  expect(events).toEqual([{ action: "user.exported", ...told }]);
  expect((await ask("DELETE", "?id=u1")).status).toBe(200);
  expect(events.slice(1)).toEqual([{ action: "user.erased", ...told }]);
  expect(events[1]!.at).toBeGreaterThanOrEqual(since);
});

it("tells nothing where nothing was exported or erased", async () => {
  const onAudit = vi.fn();
  const { ask, write } = await start({ onAudit });
  expect((await ask("GET", "/export?id=nobody")).status).toBe(404);
  expect((await ask("GET", "/export")).status).toBe(400);
  expect((await ask("DELETE", "?id=u1", write)).status).toBe(403);
  expect((await ask("GET", "?id=u1")).status).toBe(200);
  expect(onAudit).not.toHaveBeenCalled();
});

it("tells of an erasure that failed, of which a part may have been done", async () => {
  const events: AuditEvent[] = [];
  const { ask, store, id } = await start({
    onAudit: (event) => void events.push(event),
    onError: () => undefined,
  });
  store.eraseUser = () => Promise.reject(new Error("The disk is full."));
  expect((await ask("DELETE", "?id=u1")).status).toBe(500);
  expect(events).toMatchObject([{ action: "user.erasure_failed", user: "u1", key: id }]);
});

it("names no key where none is needed", async () => {
  const events: AuditEvent[] = [];
  const { ask } = await start({ mode: "development", onAudit: (event) => void events.push(event) });
  await ask("DELETE", "?id=u1");
  expect(events).toMatchObject([{ action: "user.erased" }]);
  expect(events[0]!.key).toBeUndefined();
});

it("does what was asked for where that cannot be noted, and reports it", async () => {
  const onError = vi.fn();
  const trouble = new Error("The disk is full.");
  const { ask } = await start({ onAudit: () => Promise.reject(trouble), onError });
  expect((await ask("GET", "/export?id=u1")).status).toBe(200);
  expect((await ask("DELETE", "?id=u1")).status).toBe(200);
  expect(onError.mock.calls).toEqual([[trouble], [trouble]]);
});
