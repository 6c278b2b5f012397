import { defineDestination, delivered } from "@peekjs/destinations";
import type { DestinationStats, PeekError } from "@peekjs/protocol";
import { startVendor, type VendorRequest } from "@peekjs/testing";
import { expect, it, vi } from "vitest";
import { trackEvent, trackEvents } from "../events.ts";
import { idsDestination } from "./example.ts";

const SOURCE = { service: "shop" };

/** Every event that was accepted is in exactly one place. */
function expectBalanced({ accepted, delivered, pending, dead, dropped }: DestinationStats): void {
  const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0);
  expect(delivered + pending + dead + lost).toBe(accepted);
}

const idsOf = ({ json }: VendorRequest): string[] => json as string[];

it("takes any number of milliseconds for as long as a timer can be", async () => {
  await using vendor = await startVendor();
  const connection = idsDestination(vendor.url, { timeout: Infinity }).connect();
  await connection.enqueue(trackEvents(25), {});
  const timeout = Infinity;
  expect(await connection.flush({ timeout })).toEqual({ delivered: 25, pending: 0 });
});

it("sends events in batches of the destination's size, in their order", async () => {
  await using vendor = await startVendor();
  const connection = idsDestination(vendor.url).connect();
  const events = trackEvents(25);
  await connection.enqueue(events, SOURCE);
  expect(await connection.flush()).toEqual({ delivered: 25, pending: 0 });
  expect(vendor.requests.map((request) => idsOf(request).length)).toEqual([10, 10, 5]);
  expect(vendor.requests.flatMap(idsOf)).toEqual(events.map(({ messageId }) => messageId));
  expectBalanced(connection.stats());
});

it("sends what waits by itself", async () => {
  await using vendor = await startVendor();
  const connection = idsDestination(vendor.url).connect();
  await connection.enqueue([trackEvent({ eventId: "e-1" })], SOURCE);
  await vi.waitFor(() => expect(vendor.requests.flatMap(idsOf)).toEqual(["e-1"]));
  await connection.close();
});

it("says under which id each event waits, and which are not for it", async () => {
  await using vendor = await startVendor();
  const connection = idsDestination(vendor.url, { events: ["Kept"] }).connect();
  const kept = { event: "Kept" };
  const events = [
    trackEvent({ ...kept, messageId: "m-1" }),
    trackEvent({ event: "Other" }),
    ...Array.from({ length: 100 }, () => trackEvent({ ...kept, messageId: undefined })),
    trackEvent({ ...kept, messageId: "m-2" }),
  ];
  const ids = await connection.enqueue(events, SOURCE);
  expect(ids).toHaveLength(103);
  expect([ids[0], ids[1], ids[102]]).toEqual(["m-1", undefined, "m-2"]);
  await connection.flush();
  expect(vendor.requests.flatMap(idsOf)).toEqual(ids.filter((id) => id !== undefined));
});

it("knows of an event that it cannot map that it was for it", async () => {
  const connection = defineDestination<string>(
    {
      name: "broken",
      limits: { events: 1 },
      map: () => {
        throw new Error("cannot map");
      },
      send: async () => delivered,
    },
    {},
  ).connect();
  expect(await connection.enqueue([trackEvent()], SOURCE)).toEqual([expect.any(String)]);
});

it("tries again with the same id until the destination takes it", async () => {
  const answers = [{ status: 500 }, "reset", "hang", { status: 429 }, { status: 408 }] as const;
  let attempt = 0;
  await using vendor = await startVendor(() => answers[attempt++] ?? { status: 204 });
  const connection = idsDestination(vendor.url, { circuitFailures: 10 }).connect();
  await connection.enqueue([trackEvent({ messageId: "m-1" })], SOURCE);
  expect(await connection.flush()).toEqual({ delivered: 1, pending: 0 });
  expect(vendor.requests.map(idsOf)).toEqual(Array.from({ length: 6 }, () => ["m-1"]));
});

it("waits as long as Retry-After says, also during a flush", async () => {
  let attempt = 0;
  await using vendor = await startVendor(() =>
    attempt++ === 0 ? { status: 429, headers: { "retry-after": "1" } } : {},
  );
  const connection = idsDestination(vendor.url).connect();
  await connection.enqueue([trackEvent()], SOURCE);
  const begin = performance.now();
  expect(await connection.flush({ timeout: 200 })).toEqual({ delivered: 0, pending: 1 });
  expect(await connection.flush({ timeout: 5_000 })).toEqual({ delivered: 1, pending: 0 });
  expect(performance.now() - begin).toBeGreaterThan(990);
});

it("finds the one event for which a batch is refused, and delivers all others once", async () => {
  await using vendor = await startVendor((request) =>
    idsOf(request).includes("bad") ? { status: 400, body: "bad is bad" } : {},
  );
  const connection = idsDestination(vendor.url).connect();
  const events = trackEvents(9);
  events.splice(4, 0, trackEvent({ messageId: "bad" }));
  await connection.enqueue(events, SOURCE);
  expect(await connection.flush()).toEqual({ delivered: 9, pending: 0 });
  const taken = vendor.requests.map(idsOf).filter((ids) => !ids.includes("bad"));
  expect(taken.flat().toSorted()).toEqual(
    events
      .map(({ messageId }) => messageId!)
      .filter((id) => id !== "bad")
      .toSorted(),
  );
  expect(await connection.deadLetters()).toEqual([
    {
      event: { id: "bad", json: '{"id":"bad"}', bytes: 12, expires: undefined },
      reason: "answered 400",
      answer: "bad is bad",
      at: expect.any(Number),
    },
  ]);
  expectBalanced(connection.stats());
});

it("keeps everything when the destination refuses everything", async () => {
  await using vendor = await startVendor(() => ({ status: 400 }));
  const connection = idsDestination(vendor.url, {}, { events: 100 }).connect();
  await connection.enqueue(trackEvents(100), SOURCE);
  const { pending } = await connection.flush();
  expect(pending).toBe(100);
  vendor.answer = () => ({});
  await vi.waitFor(() => expect(connection.stats().delivered).toBe(100));
  await connection.close();
});

it("keeps events while credentials are refused, and says so once, without the secret", async () => {
  const errors: PeekError[] = [];
  await using vendor = await startVendor(() => ({ status: 401, body: "no such token" }));
  const connection = idsDestination(vendor.url).connect({ report: (error) => errors.push(error) });
  await connection.enqueue(trackEvents(3), SOURCE);
  expect(await connection.flush()).toEqual({ delivered: 0, pending: 3 });
  expect(connection.stats().circuit).toMatch(/open$/);
  const failure = { lastFailure: "answered 401", lastAnswer: "no such token" };
  expect(connection.stats()).toMatchObject(failure);
  vendor.answer = () => ({});
  await vi.waitFor(() => expect(connection.stats().delivered).toBe(3));
  expect(errors.map(({ code }) => code)).toEqual(["PEEK_E_DESTINATION_BLOCKED"]);
  expect(errors[0]!.message).toContain("answered 401 (lastAnswer of stats() has the answer).");
});

it.each([
  ["vendor.test is no address of the internet.", "vendor.test is no address of the internet"],
  [
    "SSL routines:wrong version number:record.c:350:\n",
    "SSL routines:wrong version number:record.c:350",
  ],
  ["certificate's altnames:\n  is not in the list: ", "certificate's altnames: is not in the list"],
])("says why no request got through as part of a sentence: %j", async (message, shown) => {
  const errors: PeekError[] = [];
  const connection = idsDestination("https://vendor.test").connect({
    report: (error) => errors.push(error),
    fetch: () => Promise.reject(new Error(message)),
  });
  await connection.enqueue(trackEvents(1), SOURCE);
  await connection.flush();
  expect(errors[0]!.message).toContain(`failed: ${shown}. Events are kept`);
  await connection.close({ timeout: 0 });
});

it.each([
  ["CERT_HAS_EXPIRED", "its certificate has expired"],
  ["CERT_NOT_YET_VALID", "its certificate is not valid yet by the clock of this computer"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "its certificate is for another name"],
  ["ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED", "it may ask for a client's certificate"],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "NODE_EXTRA_CA_CERTS names"],
  ["ERR_SSL_WRONG_VERSION_NUMBER", "it does not speak TLS 1.2 or 1.3"],
  ["HPE_INVALID_CONSTANT", "it does not speak HTTP"],
])("says what %s is, not in OpenSSL's words", async (code, shown) => {
  const cause = Object.assign(new Error("80DC:error:0A00:SSL routines:x.c:1:"), { code });
  // As Node's own fetch says it, and as a collector's does.
  for (const error of [new TypeError("fetch failed", { cause }), cause]) {
    const fetch = () => Promise.reject(error);
    const connection = idsDestination("https://vendor.test").connect({ fetch });
    await connection.enqueue(trackEvents(1), SOURCE);
    await connection.flush({ timeout: 100 });
    const { lastFailure, lastAnswer } = connection.stats();
    expect(lastFailure).toMatch(/^failed: it/);
    expect(lastFailure).toContain(shown);
    expect(lastFailure).toContain(`(${code})`);
    expect(lastFailure).not.toContain("SSL routines");
    expect(lastAnswer).toBeUndefined();
    await connection.close({ timeout: 0 });
  }
});

it("opens the circuit after failures in a row, and closes it with the first success", async () => {
  await using vendor = await startVendor(() => ({ status: 503 }));
  const connection = idsDestination(vendor.url, { circuitFailures: 3 }).connect();
  await connection.enqueue(trackEvents(30), SOURCE);
  await connection.flush();
  expect(vendor.requests).toHaveLength(3);
  expect(connection.stats().circuit).toMatch(/open$/);
  expect(connection.stats().lastFailure).toBe("answered 503");
  vendor.answer = () => ({});
  await vi.waitFor(() => expect(connection.stats().delivered).toBe(30));
  expect(connection.stats().circuit).toBe("closed");
});

it("bounds its queue, drops the newest and counts them", async () => {
  const errors: PeekError[] = [];
  await using vendor = await startVendor(() => ({ status: 503 }));
  const connection = idsDestination(vendor.url, { maxQueueEvents: 5 }).connect({
    report: (error) => errors.push(error),
  });
  const events = trackEvents(8);
  await connection.enqueue(events, SOURCE);
  vendor.answer = () => ({});
  await connection.flush();
  await vi.waitFor(() => expect(connection.stats().delivered).toBe(5));
  expect(connection.stats()).toMatchObject({ accepted: 8, dropped: { queue_full: 3 } });
  expect(vendor.requests.flatMap(idsOf)).not.toContain(events[5]!.messageId);
  expect(errors.map(({ code }) => code)).toContain("PEEK_W_DESTINATION_DROPPED");
});

it("gives up what is too old, before it is queued and in the queue", async () => {
  await using vendor = await startVendor(() => ({ status: 503 }));
  const connection = idsDestination(vendor.url, {}, { events: 10, maxAge: 200 }).connect();
  await connection.enqueue([trackEvent({ timestamp: Date.now() - 1_000 })], SOURCE);
  expect(connection.stats()).toMatchObject({ accepted: 1, dead: 1, attempts: 0 });
  await connection.enqueue([trackEvent()], SOURCE);
  await vi.waitFor(() => expect(connection.stats().dead).toBe(2));
  expect((await connection.deadLetters()).map(({ reason }) => reason)).toEqual([
    "the event is older than the destination takes",
    "the event became older than the destination takes",
  ]);
});

it("sends dead letters again when asked", async () => {
  let isBroken = true;
  await using vendor = await startVendor((request) => ({
    status: isBroken && idsOf(request).includes("m-2") ? 400 : 200,
  }));
  const connection = idsDestination(vendor.url).connect();
  await connection.enqueue([trackEvent({ messageId: "m-2" }), trackEvent()], SOURCE);
  await connection.flush();
  expect(connection.stats()).toMatchObject({ dead: 1, pending: 0 });
  isBroken = false;
  expect(await connection.redrive()).toBe(1);
  expect(await connection.flush()).toEqual({ delivered: 1, pending: 0 });
  expect(connection.stats().dead).toBe(0);
});

it("survives hostile events: one that cannot be written costs itself alone", async () => {
  await using vendor = await startVendor();
  const connection = idsDestination(vendor.url).connect();
  const hostile = Object.defineProperty(trackEvent(), "eventId", {
    get: () => {
      throw new Error("hostile");
    },
  });
  await connection.enqueue([hostile, trackEvent()], SOURCE);
  expect(await connection.flush()).toEqual({ delivered: 1, pending: 0 });
  expect(connection.stats()).toMatchObject({ accepted: 2, dropped: { not_mappable: 1 } });
});

it("closes within its time while the destination hangs, and says what was left", async () => {
  const errors: PeekError[] = [];
  await using vendor = await startVendor(() => "hang");
  const connection = idsDestination(vendor.url, { timeout: 60_000 }).connect({
    report: (error) => errors.push(error),
  });
  await connection.enqueue(trackEvents(3), SOURCE);
  const begin = performance.now();
  expect(await connection.close({ timeout: 100 })).toEqual({ delivered: 0, pending: 3 });
  expect(performance.now() - begin).toBeLessThan(4_000);
  expect(errors.map(({ code }) => code)).toContain("PEEK_W_DESTINATION_UNSENT");
  await connection.enqueue([trackEvent()], SOURCE);
  expect(connection.stats().dropped).toEqual({ closed: 1 });
});

it("does not follow redirects, and takes none for an acknowledgement", async () => {
  await using elsewhere = await startVendor();
  await using vendor = await startVendor(() => ({
    status: 307,
    headers: { location: elsewhere.url },
  }));
  const connection = idsDestination(vendor.url).connect();
  await connection.enqueue([trackEvent()], SOURCE);
  expect(await connection.flush()).toEqual({ delivered: 0, pending: 1 });
  expect(elsewhere.requests).toEqual([]);
  await connection.close();
});

it("makes no more requests in a second than allowed", async () => {
  await using vendor = await startVendor();
  const options = { requestsPerSecond: 20 };
  const connection = idsDestination(vendor.url, options, { events: 1 }).connect();
  await connection.enqueue(trackEvents(6), SOURCE);
  const begin = performance.now();
  await connection.flush();
  expect(performance.now() - begin).toBeGreaterThan(245);
});

it("sends again what vanished with the request that an edge runtime ended", async () => {
  let calls = 0;
  const destination = defineDestination(
    {
      name: "vanishing",
      limits: { events: 10 },
      map: (_, { id }) => ({ payload: id }),
      send: () => (calls++ === 0 ? new Promise(() => undefined) : Promise.resolve(delivered)),
    },
    { timeout: 60_000 },
  );
  const connection = destination.connect();
  await connection.enqueue(trackEvents(3), {});
  expect(await connection.flush({ timeout: 20 })).toEqual({ delivered: 0, pending: 3 });
  const now = performance.now.bind(performance);
  using _ = vi.spyOn(performance, "now").mockImplementation(() => now() + 200_000);
  expect(await connection.flush({ timeout: 1_000 })).toEqual({ delivered: 3, pending: 0 });
});

it("lets requests under way end within the grace of a close, and begins no other", async () => {
  let answer = (): void => {};
  const sent: number[] = [];
  const slow = defineDestination<string>(
    {
      name: "slow",
      limits: { events: 10 },
      map: (_, { id }) => ({ payload: id }),
      async send(batch) {
        sent.push(batch.length);
        await new Promise<void>((resolve) => (answer = resolve));
        return delivered;
      },
    },
    { flushInterval: 1 },
  );
  const connection = slow.connect();
  await connection.enqueue(trackEvents(15), SOURCE);
  await vi.waitFor(() => expect(sent).toEqual([10]));
  const closed = connection.close({ timeout: 0, grace: 60_000 });
  await vi.waitFor(() => expect(connection.stats().attempts).toBe(1));
  answer();
  expect(await closed).toMatchObject({ pending: 5 });
  expect(connection.stats()).toMatchObject({ attempts: 1, delivered: 10 });
});
