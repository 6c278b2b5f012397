import { beforeEach, describe, expect, it, vi } from "vitest";
import { handmade } from "./support.ts";
import { PURCHASE, startShop, type Shop } from "./start-shop.ts";

let errors: Shop["errors"];
let create: Shop["create"];
let toMeta: Shop["toMeta"];

beforeEach(async () => {
  ({ errors, create, toMeta } = await startShop());
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
    client.track(PURCHASE);
    await client.flush({ timeout: 500 });
    const toldOfMeta = (): unknown => client.stats().destinations?.["meta"];
    await vi.waitFor(() => expect(toldOfMeta()).toMatchObject({ delivered: 1, pending: 0 }));
    const codes = errors.map(({ code }) => code);
    expect(codes.every((code) => /PEEK_E_(DESTINATION_BROKEN|INTERNAL)/.test(code))).toBe(true);
  });

  it.each([
    [
      { ...handmade({}), connect: fail },
      /"handmade" cannot be connected and gets nothing: Error: broken\. /,
    ],
    [
      handmade({ enqueue: fail }),
      /"handmade" failed to take an event, which is lost to it: Error: broken\. /,
    ],
    [handmade({ enqueue: () => Promise.reject(Object.create(null)) }), /lost to it: object\. /],
  ])("is named, with its own error and what to do", async (broken, message) => {
    const client = create({ destinations: [broken] });
    client.track(PURCHASE);
    await client.flush();
    const told = errors.find(({ code }) => code === "PEEK_E_DESTINATION_BROKEN");
    expect(told?.message).toMatch(message);
    expect(told?.message).toMatch(/Check its options, or ask whoever wrote it/);
  });

  it("does not hold up a shutdown by a close without end", async () => {
    const endless = handmade({ close: () => new Promise(() => undefined) });
    const client = create({ destinations: [endless, toMeta()] });
    client.track(PURCHASE);
    const begin = performance.now();
    const { destinations } = await client.shutdown({ timeout: 300 });
    expect(performance.now() - begin).toBeLessThan(4_000);
    expect(destinations?.["meta"]).toEqual({ delivered: 1, pending: 0, dropped: 0 });
  });

  it("changes what it was given for itself alone", async () => {
    const careless = handmade({
      enqueue: async (events) => {
        for (const event of events) event.event = "Changed";
        return [];
      },
    });
    const sink = handmade({}, "sink");
    const client = create({ destinations: [careless, sink] });
    client.track(PURCHASE);
    await client.flush();
    expect(sink.taken[0]).toMatchObject({ event: "Order Completed" });
  });
});

function fail(): never {
  throw new Error("broken");
}
