import { expect, it, onTestFinished, vi } from "vitest";
import { startCollector } from "../support/collector.ts";
import { sharedStore } from "../support/store.ts";

it("/healthz says that this is a peek, and alive", async () => {
  const { get } = await startCollector();
  const response = await get("/healthz");
  expect(await response.json()).toEqual({
    status: "ok",
    name: "peek",
    version: "1.2.3",
    mode: "development",
  });
});

it.each([
  ["fails", () => Promise.reject(new Error("disk gone"))],
  ["is silent", () => new Promise<never>(() => {})],
])("/readyz is 503 when the store %s", async (_, status) => {
  const store = await sharedStore();
  const onError = vi.fn();
  const ready = await startCollector({ store });
  expect((await ready.get("/readyz")).status).toBe(200);
  const { get } = await startCollector({ store, onError, limits: { readyTimeout: 20 } });
  vi.spyOn(store, "status").mockImplementation(status);
  onTestFinished(() => void vi.restoreAllMocks());
  const response = await get("/readyz");
  expect(response.status).toBe(503);
  expect(response.headers.get("retry-after")).toBe("5");
  expect(await response.json()).toMatchObject({ code: "PEEK_E_NOT_READY", retryable: true });
  expect(onError).toHaveBeenCalledOnce();
});
