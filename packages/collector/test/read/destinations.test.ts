import { consoleDestination, webhook } from "@peekjs/destinations";
import { createPeekKey, type DeadLettersPage } from "@peekjs/protocol";
import { startVendor } from "@peekjs/testing";
import { expect, it, onTestFinished } from "vitest";
import { openDestinationStorage } from "../../src/destinations/node/index.ts";
import { createKeyRegistry } from "../../src/index.ts";
import { calls, idsOf, SECRET, temporaryFolder } from "../destinations/support/events.ts";
import { startCollector } from "../support/collector.ts";
import { emptyStore } from "../support/store.ts";

/** Milliseconds, for a busy machine. */

async function start(url: string) {
  const options = { url, secret: SECRET, name: "hook", flushInterval: 5 };
  const store = await emptyStore();
  return startCollector({ store, destinations: [webhook(options)], onError: () => {} });
}

it("lists what was given up, newest first, and sends it again", async () => {
  // Refuses the second event alone.
  const isSecond = (body: string): boolean => body.includes('"m2"');
  await using vendor = await startVendor(({ body }) => ({ status: isSecond(body) ? 422 : 200 }));
  const { post, get } = await start(vendor.url);
  await post("/v1/batch", { batch: calls(1, 3) });
  const read = async () =>
    (await (await get("/peek/v1/destinations/dead-letters?name=hook")).json()) as DeadLettersPage;
  await expect.poll(read).toMatchObject({ total: 1, letters: [{ id: "m2" }] });
  const [letter] = (await read()).letters;
  expect(letter!.reason).toContain("422");
  expect(JSON.parse(letter!.payload!)).toMatchObject({ event: "Ordered" });

  vendor.answer = () => ({});
  const answer = await post("/peek/v1/destinations/redrive?name=hook", "");
  expect(await answer.json()).toEqual({ redriven: 1 });
  await expect.poll(() => idsOf(vendor.requests).at(-1)).toBe("m2");
  expect(await read()).toEqual({ total: 0, letters: [] });
});

it("knows its destinations while they are still being connected", async () => {
  const destinationStorage = await openDestinationStorage({ directory: temporaryFolder() });
  onTestFinished(() => destinationStorage.close());
  const { get } = await startCollector({
    store: await emptyStore(),
    destinations: [consoleDestination({ name: "lines", write: () => {} })],
    destinationStorage,
  });
  const [list, letters] = await Promise.all([
    get("/peek/v1/destinations"),
    get("/peek/v1/destinations/dead-letters?name=lines"),
  ]);
  expect(await list.json()).toMatchObject({ destinations: [{ name: "lines" }] });
  expect(await letters.json()).toEqual({ total: 0, letters: [] });
});

it("shows what was to be sent, and what the vendor said, with an admin key alone", async () => {
  const keys: Record<string, string> = {};
  const entries = await Promise.all(
    (["w", "r", "a"] as const).map(async (kind) => {
      const { key, id, digest } = await createPeekKey(kind);
      keys[kind] = `Bearer ${key}`;
      return { id, kind, digest };
    }),
  );
  const body = "unknown customer ada@example.com";
  await using vendor = await startVendor((request) =>
    request.body.includes('"m1"') ? { status: 422, body } : {},
  );
  const { post, get } = await startCollector({
    mode: "production",
    keys: createKeyRegistry(entries),
    store: await emptyStore(),
    destinations: [webhook({ url: vendor.url, secret: SECRET, name: "hook", flushInterval: 5 })],
    onError: () => {},
  });
  await post("/v1/batch", { batch: calls(1, 2) }, { authorization: keys["w"]! });
  const read = async (kind: string, path: string): Promise<any> => {
    const answer = await get(`/peek/v1/destinations${path}`, { authorization: keys[kind]! });
    return answer.json();
  };
  const letters = "/dead-letters?name=hook";
  await expect
    .poll(() => read("a", letters))
    .toMatchObject({
      letters: [
        { reason: "answered 422", answer: body, payload: expect.stringContaining("Ordered") },
      ],
    });
  const [seen] = (await read("r", letters)).letters;
  expect(seen).toEqual({
    id: "m1",
    at: expect.any(Number),
    reason: "answered 422",
    bytes: expect.any(Number),
  });
  const [ofReader] = (await read("r", "")).destinations;
  expect(ofReader).toMatchObject({ lastFailure: "answered 422" });
  expect(JSON.stringify(ofReader)).not.toContain("ada");
  expect((await read("a", "")).destinations[0]).toMatchObject({ lastAnswer: body });
});

it("says that there is none, and what is wrong with a question", async () => {
  const { get, post } = await startCollector();
  expect(await (await get("/peek/v1/destinations")).json()).toEqual({ destinations: [] });
  expect((await get("/peek/v1/destinations/dead-letters?name=hook")).status).toBe(404);
  expect((await get("/peek/v1/destinations/dead-letters")).status).toBe(400);
  expect((await post("/peek/v1/destinations/redrive?name=hook", "")).status).toBe(404);
});
