import { beforeEach, describe, expect, it } from "vitest";
import { handmade } from "./support.ts";
import { PURCHASE, startShop, type Shop } from "./start-shop.ts";

let errors: Shop["errors"];
let create: Shop["create"];

beforeEach(async () => {
  ({ errors, create } = await startShop());
});

describe("the destinations option", () => {
  it.each([
    ["something else", [{ name: "meta" }], /array of destinations/],
    ["no array", "meta", /array of destinations/],
    ["one name twice", [handmade({}), handmade({})], /two are called "handmade"/],
  ])("refuses %s at creation", (_, destinations, message) => {
    expect(() => create({ destinations: destinations as never })).toThrow(message);
  });

  it("connects nothing in a client that is disabled", async () => {
    const client = create({ disabled: true, destinations: [{ ...handmade({}), connect: fail }] });
    client.track(PURCHASE);
    expect(await client.flush()).toEqual({ delivered: 0, spooled: 0, pending: 0 });
    expect(client.destinations.size).toBe(0);
    expect(errors).toEqual([]);
  });
});

function fail(): never {
  throw new Error("broken");
}
