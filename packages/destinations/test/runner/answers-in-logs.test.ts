import { meta, otlp, reddit, tiktok, ga4, webhook } from "@peekjs/destinations";
import type { Destination, PeekError } from "@peekjs/protocol";
import { startVendor, type VendorAnswer } from "@peekjs/testing";
import { expect, it, vi } from "vitest";
import { trackEvents } from "../events.ts";
import { QUICK } from "./example.ts";

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
  const failures: (string | undefined)[] = [];
  for (const answer of ANSWERS) {
    await using vendor = await startVendor(() => answer);
    const connection = create(vendor.url).connect({ report: (error) => errors.push(error) });
    await connection.enqueue(trackEvents(2), {});
    await connection.flush({ timeout: 150 });
    await vi.waitFor(() => expect(vendor.requests.length).toBeGreaterThan(0));
    failures.push(connection.stats().lastFailure);
    await connection.close({ timeout: 0 });
  }
  expect(errors.length).toBeGreaterThan(0);
  expect(errors.map(String).join("\n")).not.toContain(ECHO);
  // Where it is looked for, it is.
  expect(failures.join("\n")).toContain(ECHO);
});
