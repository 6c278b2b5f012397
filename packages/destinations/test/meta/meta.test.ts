import { meta, type MetaOptions } from "@peekjs/destinations";
import { startVendor, type VendorAnswer, type VendorRequest } from "@peekjs/testing";
import { describe, expect, it, vi } from "vitest";
import { trackEvent, trackEvents } from "../events.ts";
import { QUICK } from "../runner/example.ts";

const options = (endpoint: string, more: Partial<MetaOptions> = {}): MetaOptions => ({
  pixelId: "42",
  accessToken: "secret-token",
  endpoint,
  ...QUICK,
  ...more,
});

const idsOf = ({ json }: VendorRequest): string[] =>
  (json.data as { event_id: string }[]).map(({ event_id }) => event_id);

const taken = (request: VendorRequest): VendorAnswer => ({
  body: { events_received: idsOf(request).length, messages: [], fbtrace_id: "x" },
});

const error = (status: number, code: number, more: object = {}): VendorAnswer => ({
  status,
  body: { error: { message: "from Meta", code, ...more } },
});

it("posts to the pixel, with the token in the body", async () => {
  await using vendor = await startVendor(taken);
  const connection = meta(options(vendor.url, { testEventCode: "TEST1" })).connect();
  await connection.enqueue(trackEvents(2), {});
  expect(await connection.flush()).toEqual({ delivered: 2, pending: 0 });
  expect(vendor.requests[0]).toMatchObject({
    path: "/v24.0/42/events",
    json: { access_token: "secret-token", test_event_code: "TEST1" },
  });
  expect(vendor.requests[0]!.query.size).toBe(0);
});

it("names the platform that sends for others", async () => {
  await using vendor = await startVendor(taken);
  const connection = meta(options(vendor.url, { partnerAgent: "acme-1.0" })).connect();
  await connection.enqueue([trackEvent()], {});
  await connection.flush();
  expect(vendor.requests[0]!.json).toMatchObject({ partner_agent: "acme-1.0" });
});

it("speaks the version of the Graph API that is asked for", async () => {
  await using vendor = await startVendor(taken);
  const connection = meta(options(vendor.url, { apiVersion: "v26.0" })).connect();
  await connection.enqueue([trackEvent()], {});
  await connection.flush();
  expect(vendor.requests[0]!.path).toBe("/v26.0/42/events");
});

it("gives up the event that Meta says it did not take, and no other", async () => {
  const count = (request: VendorRequest): number =>
    idsOf(request).filter((id) => id !== "bad").length;
  await using vendor = await startVendor((r) => ({ body: { events_received: count(r) } }));
  const connection = meta(options(vendor.url)).connect();
  await connection.enqueue([...trackEvents(5), trackEvent({ eventId: "bad" })], {});
  expect(await connection.flush()).toEqual({ delivered: 5, pending: 0 });
  expect((await connection.deadLetters()).map(({ event }) => event.id)).toEqual(["bad"]);
});

describe("an answer that passes: tried again with the same event id and time", () => {
  it.each<[string, VendorAnswer]>([
    ["code 1", error(500, 1)],
    ["code 2", error(503, 2)],
    ["code 4, throttled", error(400, 4)],
    ["code 17, throttled", error(400, 17)],
    ["code 341", error(400, 341)],
    ["code 368", error(400, 368)],
    ["code 5000", error(500, 5000)],
    ["code 21009", error(500, 21_009)],
    ["code 80003, throttled", error(429, 80_003)],
    ["a transient code 100", error(400, 100, { is_transient: true })],
    ["code 100 under 500", error(500, 100)],
    ["an unknown code", error(400, 987_654)],
    ["a passing error under 200", error(200, 2)],
    ["success under 500", { status: 500, body: { events_received: 1 } }],
    ["success under 400", { status: 400, body: { events_received: 1 } }],
    ["400 without a word", { status: 400 }],
    ["half an answer", "reset"],
    ["no answer", "hang"],
  ])("%s", async (_, answer) => {
    let attempt = 0;
    await using vendor = await startVendor((request) =>
      attempt++ === 0 ? answer : taken(request),
    );
    const connection = meta(options(vendor.url)).connect();
    await connection.enqueue([trackEvent({ eventId: "e-1" })], {});
    expect(await connection.flush()).toEqual({ delivered: 1, pending: 0 });
    expect(vendor.requests).toHaveLength(2);
    expect(vendor.requests[0]!.json).toEqual(vendor.requests[1]!.json);
  });
});

describe("an answer that needs someone to act: kept, without giving the token away", () => {
  it.each<[string, VendorAnswer]>([
    ["code 190, token", error(400, 190, { message: "bad token secret-token" })],
    ["code 190 under 200", error(200, 190)],
    ["code 200, permission", error(403, 200)],
    ["code 3, capability", error(400, 3)],
    ["code 100/33, no such pixel", error(400, 100, { error_subcode: 33 })],
    ["a page", { body: "<html>" }],
    ["404", { status: 404 }],
  ])("%s", async (_, answer) => {
    const messages: string[] = [];
    await using vendor = await startVendor(() => answer);
    const destination = meta(options(vendor.url));
    const connection = destination.connect({ report: ({ message }) => messages.push(message) });
    await connection.enqueue([trackEvent()], {});
    expect(await connection.flush()).toEqual({ delivered: 0, pending: 1 });
    expect(connection.stats().circuit).toMatch(/open$/);
    expect(messages).toHaveLength(1);
    const told = JSON.stringify([messages, connection.stats(), destination]);
    expect(told).not.toContain("secret-token");
    vendor.answer = taken;
    await vi.waitFor(() => expect(connection.stats().delivered).toBe(1));
  });
});

it.each<[string, number, object]>([
  ["an invalid parameter", 100, {}],
  ["an event that is too old", 100, { error_subcode: 2_804_003 }],
  ["too many parameters", 105, {}],
])("gives up %s alone, out of a batch refused as a whole", async (_, code, more) => {
  await using vendor = await startVendor((request) =>
    idsOf(request).includes("bad") ? error(400, code, more) : taken(request),
  );
  const connection = meta(options(vendor.url)).connect();
  await connection.enqueue([...trackEvents(20), trackEvent({ eventId: "bad" })], {});
  expect(await connection.flush()).toEqual({ delivered: 20, pending: 0 });
  const letters = await connection.deadLetters();
  expect(letters.map(({ event: { id } }) => id)).toEqual(["bad"]);
  const delivered = vendor.requests.map(idsOf).filter((ids) => !ids.includes("bad"));
  expect(new Set(delivered.flat()).size).toBe(delivered.flat().length);
});

it("sends at most 1,000 events in a request", async () => {
  await using vendor = await startVendor(taken);
  const connection = meta(options(vendor.url, { timeout: 5_000 })).connect();
  await connection.enqueue(trackEvents(2_100), {});
  await connection.flush();
  expect(connection.stats()).toMatchObject({ delivered: 2_100, pending: 0 });
  const sizes = vendor.requests.map((request) => idsOf(request).length);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(1_000);
  expect(sizes.length).toBeLessThan(20);
});
