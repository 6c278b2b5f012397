import { PeekError, type Problem, type Store } from "@peekjs/protocol";
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

it.each([
  ["PEEK_E_STORE_WRITE", "The store cannot be written."],
  ["PEEK_E_STORE_SPACE", "The store's disk is almost full."],
])(
  "/readyz is 503 after %s, says what it is to anybody, and where to the log",
  async (code, why) => {
    const store = await sharedStore();
    const onError = vi.fn();
    const error = new PeekError(code, "/var/lib/peek is in trouble.");
    vi.spyOn(store, "checkWritable").mockRejectedValue(error);
    onTestFinished(() => void vi.restoreAllMocks());
    const { get } = await startCollector({ store, onError });
    const response = await get("/readyz");
    expect(response.status).toBe(503);
    const { code: told, detail } = (await response.json()) as Problem;
    expect([told, detail]).toEqual(["PEEK_E_NOT_READY", `${why} The collector's log says more.`]);
    expect(onError).toHaveBeenCalledExactlyOnceWith(error);
  },
);

it("/readyz asks a store that cannot say whether it can be written for its status alone", async () => {
  const store = Object.create(await sharedStore(), {
    checkWritable: { value: undefined },
  }) as Store;
  store.status = () => Promise.resolve({ backlogRecords: 0, bytesOnDisk: 0 });
  const { get } = await startCollector({ store });
  expect((await get("/readyz")).status).toBe(200);
});
