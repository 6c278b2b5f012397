import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { startVendor } from "@peekjs/testing";
import { expect, it, vi } from "vitest";
import { AbandonableFetch } from "../../src/destinations/abandonable-fetch.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

it("gives up what is under way, and goes on afterwards", async () => {
  await using vendor = await startVendor(() => "hang");
  const requests = new AbandonableFetch();
  const hanging = requests.fetch(vendor.url, { signal: new AbortController().signal });
  await vi.waitFor(() => expect(vendor.requests).toHaveLength(1));
  requests.abandon(new Error("the process ends"));
  await expect(hanging).rejects.toThrow("the process ends");
  vendor.answer = () => ({ body: "taken" });
  expect(await (await requests.fetch(vendor.url)).text()).toBe("taken");
});

it("obeys the signal of who makes the request, aborted before or later", async () => {
  await using vendor = await startVendor(() => "hang");
  const requests = new AbandonableFetch();
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
  const requests = new AbandonableFetch();
  const { signal } = new AbortController();
  const response = await requests.fetch(vendor.url, { signal });
  collectGarbage();
  const reading = response.text();
  requests.abandon(new Error("the process ends"));
  await expect(reading).rejects.toThrow();
  expect(signal.aborted).toBe(false);
});
