import { defineDestination, delivered, retry, type Outcome } from "@peekjs/destinations";
import type { Destination, DestinationsList, ListedDestination } from "@peekjs/protocol";
import { expect, it, onTestFinished, vi } from "vitest";
import { openDestinationStorage } from "../../src/destinations/node/index.ts";
import { startCollector, type TestCollector } from "../support/collector.ts";
import { emptyStore } from "../support/store.ts";
import { calls, numbered, temporaryFolder } from "./support/events.ts";

interface Example {
  destination: Destination;
  got: string[];
  connected: () => number;
}

/** A destination that answers as it is told to. */
function example(
  name: string,
  answer: () => Outcome | Promise<Outcome> = () => delivered,
  kind = name,
): Example {
  const got: string[] = [];
  let connected = 0;
  const made = defineDestination<object>(
    {
      name,
      limits: { events: 10 },
      map: (event) => ({ payload: event }),
      async send(batch) {
        const outcome = await answer();
        if (outcome.kind === "delivered") got.push(...batch.map(({ id }) => id));
        return outcome;
      },
    },
    { flushInterval: 5, retryDelay: 1 },
  );
  const connect: Destination["connect"] = (host) => {
    connected++;
    return made.connect(host);
  };
  return { destination: { name, kind, connect }, got, connected: () => connected };
}

async function start(destinations: readonly Destination[]): Promise<TestCollector> {
  const destinationStorage = await openDestinationStorage({ directory: temporaryFolder() });
  const started = await startCollector({
    store: await emptyStore(),
    onError: () => {},
    destinations,
    destinationStorage,
  });
  onTestFinished(async () => {
    await started.collector.close();
    await destinationStorage.close();
  });
  return started;
}

async function list({ get }: TestCollector): Promise<ListedDestination[]> {
  const answer = await get("/peek/v1/destinations");
  return ((await answer.json()) as DestinationsList).destinations;
}

it("adds a destination and leaves one out, without disturbing the others", async () => {
  const [stays, leaves, comes] = [example("stays"), example("leaves"), example("comes")];
  const started = await start([stays.destination, leaves.destination]);
  const { collector, post } = started;
  await post("/v1/batch", { batch: calls(1, 2) });
  await collector.setDestinations([stays.destination, comes.destination]);
  expect(leaves.got).toEqual(numbered(1, 2));
  await post("/v1/batch", { batch: calls(3, 4) });
  await expect.poll(() => comes.got).toEqual(numbered(3, 4));
  await expect.poll(() => stays.got).toEqual(numbered(1, 4));
  expect(stays.connected()).toBe(1);
  expect(leaves.got).toEqual(numbered(1, 2));
  expect((await list(started)).map(({ name }) => name)).toEqual(["stays", "comes"]);
});

it("gives what waits to the destination that takes the name over, and counts on", async () => {
  const before = example("shop", () => retry("not now"));
  const after = example("shop");
  const started = await start([before.destination]);
  const { collector, post } = started;
  await post("/v1/batch", { batch: calls(1, 5) });
  await expect.poll(() => list(started)).toMatchObject([{ pending: 5 }]);
  await collector.setDestinations([after.destination]);
  await expect.poll(() => after.got.toSorted()).toEqual(numbered(1, 5));
  const expected = { accepted: 5, delivered: 5, pending: 0 };
  await expect.poll(() => list(started)).toMatchObject([expected]);
});

it("loses and repeats nothing that comes while destinations are exchanged", async () => {
  // Cut off, a request would have been taken all the same.
  const slow = (): Promise<Outcome> => new Promise((done) => setTimeout(done, 20, delivered));
  const examples = Array.from({ length: 6 }, () => example("shop", slow));
  const { collector, post } = await start([examples[0]!.destination]);
  let n = 0;
  const sending = (async () => {
    for (; n < 60; n++) await post("/v1/batch", { batch: calls(n, n) });
  })();
  for (const { destination } of examples.slice(1)) await collector.setDestinations([destination]);
  await sending;
  const got = (): string[] => examples.flatMap((one) => one.got).toSorted();
  await expect.poll(() => got().length).toBeGreaterThanOrEqual(60);
  await collector.setDestinations([]);
  expect(got()).toEqual(numbered(0, 59).toSorted());
});

it("keeps what waits for one that is left out, for when it is back", async () => {
  let answer: Outcome = retry("not now");
  const shop = (): Example => example("shop", () => answer);
  const started = await start([shop().destination]);
  const { collector, post } = started;
  await post("/v1/batch", { batch: calls(1, 3) });
  await expect.poll(() => list(started)).toMatchObject([{ pending: 3 }]);
  await collector.setDestinations([]);
  expect(await list(started)).toEqual([]);
  answer = delivered;
  const back = shop();
  await collector.setDestinations([back.destination]);
  await expect.poll(() => back.got.toSorted()).toEqual(numbered(1, 3));
});

it("lets a request under way end before another takes over, and repeats nothing", async () => {
  let answer: (outcome: Outcome) => void = () => {};
  const slow = example("shop", () => new Promise((resolve) => (answer = resolve)));
  const after = example("shop");
  const started = await start([slow.destination]);
  const { collector, post } = started;
  await post("/v1/batch", { batch: calls(1, 2) });
  await expect.poll(() => list(started)).toMatchObject([{ attempts: 1 }]);
  const exchanged = collector.setDestinations([after.destination]);
  await post("/v1/batch", { batch: calls(3, 3) });
  expect(after.connected()).toBe(0);
  answer(delivered);
  await exchanged;
  await expect.poll(() => after.got).toEqual(numbered(3, 3));
  expect(slow.got).toEqual(numbered(1, 2));
});

it("gives nothing that was made for one kind of destination to another under its name", async () => {
  let answer: Outcome = retry("not now");
  const before = example("shop", () => answer, "meta");
  const after = example("shop", () => delivered, "webhook");
  const started = await start([before.destination]);
  const { collector, post } = started;
  await post("/v1/batch", { batch: calls(1, 3) });
  await expect.poll(() => list(started)).toMatchObject([{ pending: 3 }]);
  await collector.setDestinations([after.destination]);
  await post("/v1/batch", { batch: calls(4, 4) });
  await expect.poll(() => after.got).toEqual(numbered(4, 4));
  expect(await list(started)).toMatchObject([{ accepted: 1, pending: 0 }]);
  answer = delivered;
  const back = example("shop", () => delivered, "meta");
  await collector.setDestinations([back.destination]);
  await expect.poll(() => back.got.toSorted()).toEqual(numbered(1, 3));
});

it("leaves a destination alone that never closes, and goes on with the one that takes its name", async () => {
  const stuck: Destination = {
    name: "shop",
    connect: (host) => {
      const connection = example("shop").destination.connect(host);
      return Object.assign(connection, { close: () => new Promise<never>(() => {}) });
    },
  };
  const after = example("shop");
  const { collector, post } = await start([stuck]);
  await post("/v1/batch", { batch: calls(1, 1) });
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const exchanged = collector.setDestinations([after.destination]);
  await vi.waitUntil(
    async () => (await vi.advanceTimersByTimeAsync(1_000), after.connected() === 1),
  );
  vi.useRealTimers();
  await exchanged;
  await post("/v1/batch", { batch: calls(2, 2) });
  await expect.poll(() => after.got).toContain("m2");
});

it("begins with the first destination, and refuses two of one name", async () => {
  const { collector, post } = await startCollector({ store: await emptyStore() });
  const { destination, got } = example("first");
  await collector.setDestinations([]);
  await collector.setDestinations([destination]);
  await post("/v1/batch", { batch: calls(1, 1) });
  await expect.poll(() => got).toEqual(["m1"]);
  const twice = collector.setDestinations([destination, example("first").destination]);
  await expect(twice).rejects.toMatchObject({ code: "PEEK_E_DESTINATION_OPTION" });
  await post("/v1/batch", { batch: calls(2, 2) });
  await expect.poll(() => got).toEqual(["m1", "m2"]);
});
