import { expect, it } from "vitest";
import { openDestination } from "../stage.ts";
import type { DestinationSubject } from "../subject.ts";

export function deliveryCases(subject: DestinationSubject): void {
  it("sends every event once, under its own id", async () => {
    await using stage = await openDestination(subject);
    const events = stage.events(3);
    await stage.connection.enqueue(events, { service: "shop" });
    expect(await stage.connection.flush()).toEqual({ delivered: 3, pending: 0 });
    expect(stage.taken.toSorted()).toEqual(events.map(({ eventId }) => eventId!).toSorted());
  });

  it("puts no more events into a request than the vendor takes", async () => {
    await using stage = await openDestination(subject);
    const count = Math.min(subject.batchSize * 2 + 1, 2_500);
    await stage.connection.enqueue(stage.events(count), {});
    await stage.connection.flush();
    expect(stage.connection.stats()).toMatchObject({ delivered: count, pending: 0 });
    const sizes = stage.vendor.requests.map((request) => subject.idsOf(request).length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(subject.batchSize);
    expect(new Set(stage.taken).size).toBe(count);
  });

  it("does nothing before the first event, and sends no event that is not for it", async () => {
    await using stage = await openDestination(subject);
    expect(await stage.connection.flush()).toEqual({ delivered: 0, pending: 0 });
    const { name } = stage.destination;
    const integrations = [{ All: false }, { All: true, [name]: false }];
    const events = integrations.flatMap((choice) => stage.events(1, { integrations: choice }));
    await stage.connection.enqueue(events, {});
    expect(await stage.connection.flush()).toEqual({ delivered: 0, pending: 0 });
    expect(stage.vendor.requests).toEqual([]);
    expect(stage.connection.stats()).toMatchObject({ accepted: 0, filtered: 2 });
  });

  it("survives hostile events", async () => {
    await using stage = await openDestination(subject);
    const cyclic: Record<string, unknown> = {};
    cyclic["self"] = cyclic;
    const hostile: Record<string, unknown>[] = [
      cyclic,
      { big: 10n },
      JSON.parse('{"__proto__":{"polluted":true}}') as Record<string, unknown>,
      {
        toJSON: () => {
          throw new Error("hostile");
        },
      },
      { products: "none", value: "NaN", currency: {} },
    ];
    const events = hostile.flatMap((properties) => stage.events(1, { properties }));
    await stage.connection.enqueue([...events, ...stage.events(1)], {});
    await stage.connection.flush();
    const { accepted, delivered, dead, dropped } = stage.connection.stats();
    expect(delivered + dead + (dropped["not_mappable"] ?? 0)).toBe(accepted);
    expect(delivered).toBeGreaterThanOrEqual(1);
    expect({}).not.toHaveProperty("polluted");
  });
}
