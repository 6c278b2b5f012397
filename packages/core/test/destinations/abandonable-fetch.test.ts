import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { startVendor } from "@peekjs/testing";
import { afterEach, expect, it, vi } from "vitest";
import { AbandonableFetch } from "../../src/destinations/abandonable-fetch.ts";
import { createNodePlatform } from "../../src/node/platform.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const create = (): AbandonableFetch => new AbandonableFetch(createNodePlatform().schedule);

afterEach(() => {
  vi.useRealTimers();
});

it("gives up what is under way, and goes on where the process does", async () => {
  await using vendor = await startVendor(() => "hang");
  const requests = create();
  const hanging = requests.fetch(vendor.url, { signal: new AbortController().signal });
  await vi.waitFor(() => expect(vendor.requests).toHaveLength(1));
  requests.abandon(new Error("the process ends"));
  await expect(hanging).rejects.toThrow("the process ends");
  vendor.answer = () => ({ body: "taken" });
  await vi.waitFor(() => requests.fetch(vendor.url));
  expect(await (await requests.fetch(vendor.url)).text()).toBe("taken");
});

it("begins nothing that would keep a process alive which is about to end", async () => {
  await using vendor = await startVendor();
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  const requests = create();
  requests.abandon(new Error("the process ends"));
  vi.advanceTimersByTime(999);
  await expect(requests.fetch(vendor.url)).rejects.toThrow("the process ends");
  expect(vendor.requests).toEqual([]);
  vi.advanceTimersByTime(1);
  expect((await requests.fetch(vendor.url)).status).toBe(200);
});

it("goes on at once where the app itself asks for more", async () => {
  await using vendor = await startVendor();
  const requests = create();
  requests.abandon(new Error("the process ends"));
  requests.goOn();
  expect((await requests.fetch(vendor.url)).status).toBe(200);
});

it("obeys the signal of who makes the request, aborted before or later", async () => {
  await using vendor = await startVendor(() => "hang");
  const requests = create();
  const before = AbortSignal.abort(new Error("too late"));
  await expect(requests.fetch(vendor.url, { signal: before })).rejects.toThrow("too late");
  const controller = new AbortController();
  const later = requests.fetch(vendor.url, { signal: controller.signal });
  await vi.waitFor(() => expect(vendor.requests).toHaveLength(1));
  controller.abort(new Error("enough"));
  await expect(later).rejects.toThrow("enough");
});

it("gives up an answer that is half read", async () => {
  await using vendor = await startVendor(() => ({
    headers: { "content-length": "100" },
    body: "half",
  }));
  const requests = create();
  const { signal } = new AbortController();
  const response = await requests.fetch(vendor.url, { signal });
  collectGarbage();
  const reading = response.text();
  requests.abandon(new Error("the process ends"));
  await expect(reading).rejects.toThrow();
  expect(signal.aborted).toBe(false);
});
