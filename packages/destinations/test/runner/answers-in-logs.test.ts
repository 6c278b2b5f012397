import {
  blocked,
  delivered,
  discarded,
  ga4,
  meta,
  otlp,
  reddit,
  refused,
  rejected,
  retry,
  tiktok,
  webhook,
  type Outcome,
} from "@peekjs/destinations";
import type { Destination, PeekError } from "@peekjs/protocol";
import { startVendor, type VendorAnswer } from "@peekjs/testing";
import { expect, it, vi } from "vitest";
import { trackEvent, trackEvents } from "../events.ts";
import { QUICK, scriptedDestination } from "./example.ts";

const ECHO = "ada@example.com";

const DESTINATIONS: [name: string, create: (url: string) => Destination][] = [
  ["meta", (endpoint) => meta({ ...QUICK, endpoint, pixelId: "1", accessToken: "token-1" })],
  ["ga4", (endpoint) => ga4({ ...QUICK, endpoint, measurementId: "G-1", apiSecret: "secret-1" })],
  [
    "ga4 that validates",
    (endpoint) =>
      ga4({ ...QUICK, endpoint, measurementId: "G-1", apiSecret: "secret-1", validate: true }),
  ],
  ["reddit", (endpoint) => reddit({ ...QUICK, endpoint, pixelId: "1", conversionToken: "t-123" })],
  ["tiktok", (endpoint) => tiktok({ ...QUICK, endpoint, pixelCode: "C", accessToken: "t-123" })],
  ["otlp", (endpoint) => otlp({ ...QUICK, endpoint })],
  ["webhook", (url) => webhook({ ...QUICK, url, secret: `whsec_${"A".repeat(32)}` })],
];

/** Each with the words of whoever repeats what was sent. */
const ANSWERS: VendorAnswer[] = [
  { status: 401, body: ECHO },
  { status: 422, body: `{"sent":"${ECHO}"}` },
  { status: 503, body: `a: ${ECHO}` },
  { status: 200, body: `<p>(${ECHO})</p>` },
  { status: 200, body: { code: 40_002, message: ECHO } },
  { status: 400, body: { error: { code: 190, message: ECHO } } },
  { status: 400, body: { error: { code: 100, error_user_msg: ECHO } } },
  { status: 200, body: { partialSuccess: { rejectedLogRecords: 1, errorMessage: ECHO } } },
  { status: 200, body: { partialSuccess: { rejectedLogRecords: 2, errorMessage: ECHO } } },
  { status: 200, body: { validationMessages: [{ description: ECHO, fieldPath: ECHO }] } },
];

it.each(DESTINATIONS)("%s reports no answer, which may repeat what was sent", async (_, create) => {
  const errors: PeekError[] = [];
  const answers: (string | undefined)[] = [];
  const failures: (string | undefined)[] = [];
  for (const answer of ANSWERS) {
    await using vendor = await startVendor(() => answer);
    const connection = create(vendor.url).connect({ report: (error) => errors.push(error) });
    await connection.enqueue(trackEvents(2), {});
    await connection.flush({ timeout: 150 });
    await vi.waitFor(() => expect(vendor.requests.length).toBeGreaterThan(0));
    const { lastAnswer, lastFailure } = connection.stats();
    answers.push(lastAnswer);
    failures.push(lastFailure);
    for (const { reason } of await connection.deadLetters()) failures.push(reason);
    await connection.close({ timeout: 0 });
  }
  expect(errors.length).toBeGreaterThan(0);
  expect(errors.map(String).join("\n")).not.toContain(ECHO);
  expect(failures.join("\n")).not.toContain(ECHO);
  // Where it is looked for, it is.
  expect(answers.join("\n")).toContain(ECHO);
});

const OWN: [name: string, send: (ids: string[]) => Outcome][] = [
  ["asks to wait", () => retry(ECHO)],
  ["refuses all", () => blocked(ECHO)],
  ["rejects", () => rejected(ECHO)],
  ["discards", () => discarded(ECHO)],
  ["refuses some", (ids) => (ids.includes("bad") ? refused(ECHO) : delivered)],
  [
    "throws",
    () => {
      throw new Error(`answered: ${ECHO}`);
    },
  ],
];

it.each(OWN)("takes one text for an answer: of a destination that %s", async (_, send) => {
  const errors: PeekError[] = [];
  const connection = scriptedDestination({ events: 10 }, send).connect({
    report: (error) => errors.push(error),
  });
  await connection.enqueue([trackEvent({ eventId: "bad" }), ...trackEvents(2)], {});
  await connection.flush({ timeout: 150 });
  const { lastAnswer, lastFailure } = connection.stats();
  expect(lastAnswer).toContain(ECHO);
  expect(lastFailure).toMatch(/^(failed|refused it|refuses everything)$/);
  expect(errors.map(String).join("\n")).toContain(lastFailure);
  expect(errors.map(String).join("\n")).not.toContain(ECHO);
  for (const letter of await connection.deadLetters()) {
    expect(letter).toMatchObject({ reason: lastFailure, answer: ECHO });
  }
  await connection.close({ timeout: 0 });
});

it("logs what the destination says in words of its own", async () => {
  const errors: PeekError[] = [];
  const why = { reason: "answered 429, quota", answer: ECHO };
  const connection = scriptedDestination({ events: 10 }, () => retry(why)).connect({
    report: (error) => errors.push(error),
  });
  await connection.enqueue(trackEvents(1), {});
  await connection.flush({ timeout: 50 });
  const told = "answered 429, quota (lastAnswer of stats() has the answer). Events are kept";
  expect(errors[0]!.message).toContain(told);
  expect(connection.stats()).toMatchObject({ lastFailure: why.reason, lastAnswer: why.answer });
  await connection.close({ timeout: 0 });
});
