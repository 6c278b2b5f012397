import type { DestinationConnection } from "@peekjs/protocol";
import { startVendor, type VendorAnswer, type VendorRequest } from "@peekjs/testing";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { trackEvent } from "../events.ts";
import { VENDORS, type FaultyVendor } from "./vendors.ts";

const PACE = {
  flushInterval: 2,
  retryDelay: 2,
  circuitCooldown: 4,
  circuitFailures: 3,
  timeout: 400,
};

/** What happens to a request, whoever is asked: a third of it after the vendor has taken the events. */
type Accident =
  | "hang"
  | "reset"
  | "page"
  | "cut"
  | "empty"
  | "redirect"
  | "cut after"
  | "500 after";

const ACCIDENTS: Accident[] = [
  "hang",
  "reset",
  "page",
  "cut",
  "empty",
  "redirect",
  "cut after",
  "500 after",
];

/** A server that answers by a script, then well; it takes every event but those that are called bad. */
class Server {
  readonly taken: string[] = [];
  readonly #vendor: FaultyVendor;
  readonly #script: string[];

  constructor(vendor: FaultyVendor, script: readonly string[]) {
    this.#vendor = vendor;
    this.#script = [...script];
  }

  answer(request: VendorRequest): VendorAnswer {
    const fault = this.#script.shift();
    const ids = this.#vendor.idsOf(request);
    const documented = fault === undefined ? undefined : this.#vendor.faults[fault];
    if (documented !== undefined) return documented;
    switch (fault) {
      case "hang":
      case "reset":
        return fault;
      case "page":
        return { status: 503, body: "<html>" };
      case "cut":
        return { status: 500, body: "x".repeat(100), ending: "cut" };
      case "empty":
        return { status: 502 };
      case "redirect":
        return { status: 302, headers: { location: "/login" } };
      default:
    }
    if (ids.some((id) => id.startsWith("bad"))) return this.#vendor.refused;
    this.taken.push(...ids);
    const body = this.#vendor.taken(ids.length);
    if (fault === "cut after") return { body: `${JSON.stringify(body)}  `, ending: "cut" };
    return fault === "500 after" ? { status: 503, body } : { body };
  }
}

async function isQuiet(connection: DestinationConnection): Promise<void> {
  const quiet = (): void =>
    expect(connection.stats()).toMatchObject({ pending: 0, circuit: "closed" });
  await vi.waitFor(quiet, { timeout: 30_000, interval: 5 });
}

describe.concurrent.each(Object.entries(VENDORS))("%s", (_, vendor) => {
  it.each(Object.keys(vendor.faults))(
    "keeps an event through %s, and delivers it once",
    async (fault) => {
      const server = new Server(vendor, [fault, fault]);
      await using running = await startVendor((request) => server.answer(request));
      const connection = vendor.create(running.url, { ...PACE, timeout: 2_000 }).connect();
      await connection.enqueue([faultEvent("good")], {});
      await isQuiet(connection);
      expect(server.taken).toEqual(["good"]);
      expect(running.requests.length).toBe(3);
      expect(connection.stats()).toMatchObject({ delivered: 1, dead: 0 });
    },
  );

  it("loses nothing and delivers once by event id, whatever happens on the way", async () => {
    const faults = fc.constantFrom<string>(...ACCIDENTS, ...Object.keys(vendor.faults));
    const script = fc.array(faults, { maxLength: 12 });
    const bad = fc.uniqueArray(fc.nat({ max: 11 }), { maxLength: 2 });
    const run = fc.asyncProperty(script, bad, async (happenings, badOnes) => {
      const server = new Server(vendor, happenings);
      await using running = await startVendor((request) => server.answer(request));
      const connection = vendor.create(running.url, PACE).connect();
      const ids = Array.from({ length: 12 }, (_, index) =>
        badOnes.includes(index) ? `bad-${index}` : `good-${index}`,
      );
      await connection.enqueue(ids.map(faultEvent), {});
      await isQuiet(connection);
      const isGood = (id: string): boolean => id.startsWith("good");
      expect([...new Set(server.taken)].toSorted()).toEqual(ids.filter(isGood).toSorted());
      const dead = (await connection.deadLetters()).map(({ event }) => event.id);
      expect(dead.toSorted()).toEqual(ids.filter((id) => !isGood(id)).toSorted());
      expect(connection.stats()).toMatchObject({
        accepted: 12,
        delivered: 12 - dead.length,
        dropped: {},
      });
      await connection.close({ timeout: 0 });
    });
    await fc.assert(run, { numRuns: 4, endOnFailure: true });
  });
});

function faultEvent(id: string): ReturnType<typeof trackEvent> {
  const context = { userAgent: "UA", page: { url: "https://x.test/" } };
  return trackEvent({ eventId: id, context, properties: { fault_id: id } });
}
