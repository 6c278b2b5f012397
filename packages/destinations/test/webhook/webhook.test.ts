import { createHmac } from "node:crypto";
import { webhook } from "@peekjs/destinations";
import { startVendor, type VendorRequest } from "@peekjs/testing";
import { expect, it, vi } from "vitest";
import { trackEvent } from "../events.ts";
import { readSecret, sign } from "../../src/webhook/sign.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const QUICK = { flushInterval: 10, retryDelay: 10 };

/** As a receiver checks it, with Node's own means. */
function verify({ headers, body }: VendorRequest, secret: string): boolean {
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const content = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const expected = `v1,${createHmac("sha256", key).update(content).digest("base64")}`;
  return headers["webhook-signature"]!.split(" ").includes(expected);
}

it("signs as Standard Webhooks' own example", async () => {
  const message = {
    id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
    timestamp: 1_614_265_330,
    body: '{"test": 2432232314}',
  };
  expect(await sign([readSecret("webhook", SECRET)], message)).toBe(
    "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  );
});

it("posts each event with its id, a fresh signature at every attempt, and hashed personal data", async () => {
  let attempt = 0;
  await using vendor = await startVendor(() => ({ status: attempt++ === 0 ? 503 : 204 }));
  const connection = webhook({ url: `${vendor.url}/hook`, secret: SECRET, ...QUICK }).connect();
  const event = trackEvent({
    eventId: "e-1",
    timestamp: Date.parse("2026-01-02T03:04:05.678Z"),
    properties: { plan: "pro", email: "john@example.com", note: "ask John" },
    userData: { email: "John@Example.com", firstName: "John" },
  });
  await connection.enqueue([event], { service: "shop", environment: "production" });
  expect(await connection.flush()).toEqual({ delivered: 1, pending: 0 });
  expect(vendor.requests).toHaveLength(2);
  for (const request of vendor.requests) {
    expect(request).toMatchObject({ path: "/hook", headers: { "webhook-id": "e-1" } });
    expect(verify(request, SECRET)).toBe(true);
  }
  expect(vendor.requests[1]!.json).toEqual({
    type: "track",
    timestamp: "2026-01-02T03:04:05.678Z",
    data: {
      id: "e-1",
      timestamp: "2026-01-02T03:04:05.678Z",
      service: "shop",
      environment: "production",
      type: "track",
      event: "Report Exported",
      userId: "user-7",
      messageId: event.messageId,
      eventId: "e-1",
      properties: { plan: "pro" },

      userData: {
        email: ["855f96e983f1f8e8be944692b6f719fd54329826cb62e98015efee8e2e071dd4"],
        firstName: "96d9632f363564cc3032521409cf22a852f2032eec099ed5967c0d000cec607a",
      },
    },
  });
  expect(connection.stats().omitted).toEqual({ "properties.email": 1, "properties.note": 1 });
});

it("signs with every secret while a receiver changes its own", async () => {
  await using vendor = await startVendor();
  const second = `whsec_${Buffer.alloc(24, 7).toString("base64")}`;
  const connection = webhook({ url: vendor.url, secret: [SECRET, second], ...QUICK }).connect();
  await connection.enqueue([trackEvent()], {});
  await connection.flush();
  expect(verify(vendor.requests[0]!, SECRET)).toBe(true);
  expect(verify(vendor.requests[0]!, second)).toBe(true);
});

it("carries ids that no header can as hashes", async () => {
  await using vendor = await startVendor();
  const connection = webhook({ url: vendor.url, secret: SECRET, ...QUICK }).connect();
  await connection.enqueue([trackEvent({ messageId: "a\r\nx-evil: 1" })], {});
  expect(await connection.flush()).toEqual({ delivered: 1, pending: 0 });
  expect(vendor.requests[0]!.headers["webhook-id"]).toMatch(/^[0-9a-f]{64}$/);
});

it.each([
  ["whole", (token: string) => `authorization: Bearer ${token}`],
  ["without its scheme", (token: string) => `{"token":"${token}"}`],
  ["where the answer is cut", (token: string) => "z".repeat(285) + token],
  ["as JSON", (token: string) => JSON.stringify({ token })],
  [
    "as JSON of a server in PHP",
    (token: string) => JSON.stringify({ token }).replaceAll("/", "\\/"),
  ],
  ["in a query", (token: string) => `?token=${encodeURIComponent(token)}`],
  ["in a query, lower-case", (token: string) => `?token=${percentEncoded(token)}`],
])("shows no header's secret that an answer repeats %s", async (_, body) => {
  const token = 'abc/defghijkl"mnopqrstuvwxyz\\0123456789/"';
  await using vendor = await startVendor(() => ({ status: 401, body: body(token) }));
  const headers = { authorization: `Bearer ${token}` };
  const options = { url: vendor.url, secret: SECRET, headers, ...QUICK };
  const report = vi.fn();
  const connection = webhook(options).connect({ report });
  await connection.enqueue([trackEvent()], {});
  await connection.flush({ timeout: 1_000 });
  const { lastFailure, lastAnswer } = connection.stats();
  expect(lastFailure).toBe("answered 401");
  expect(lastAnswer).toContain("***");
  expect([lastAnswer, ...report.mock.calls.flat()].join()).not.toMatch(/abc|mnopqrst|0123/);
  await connection.close({ timeout: 10 });
});

function percentEncoded(text: string): string {
  return encodeURIComponent(text).replaceAll(/%../g, (code) => code.toLowerCase());
}

it("leaves events as they are, or drops personal data, when asked", async () => {
  await using vendor = await startVendor();
  const userData = { email: "john@example.com" };
  for (const personalData of ["keep", "drop"] as const) {
    const options = { url: vendor.url, secret: SECRET, personalData, ...QUICK };
    const connection = webhook(options).connect();
    await connection.enqueue([trackEvent({ userData })], {});
    await connection.flush();
  }
  expect(vendor.requests[0]!.json).toMatchObject({ data: { userData } });
  expect(vendor.requests[1]!.json.data).not.toHaveProperty("userData");
});

it.each([
  [{ url: "http://example.com", secret: SECRET }, "PEEK_E_DESTINATION_URL"],
  [{ url: "https://user:password@example.com", secret: SECRET }, "PEEK_E_DESTINATION_URL"],
  [{ url: "nonsense", secret: SECRET }, "PEEK_E_DESTINATION_URL"],
  [{ url: "https://example.com", secret: "whsec_c2hvcnQ=" }, "PEEK_E_DESTINATION_OPTION"],
  [{ url: "https://example.com", secret: SECRET, timeout: 0 }, "PEEK_E_DESTINATION_OPTION"],
])("refuses %o", (options, code) => {
  expect(() => webhook(options)).toThrow(expect.objectContaining({ code }));
});

it("shows nothing of the path and query of its address, where a token may be", async () => {
  const answer = ({ path }: { path: string }) => ({ status: 404, body: `Cannot POST ${path}` });
  await using vendor = await startVendor(answer);
  const url = `${vendor.url}/services/B000/0123456789abcdefghij?key=kept-back`;
  const errors: string[] = [];
  const report = ({ message }: Error): void => void errors.push(message);
  const connection = webhook({ url, secret: SECRET }).connect({ report });
  await connection.enqueue([trackEvent()], {});
  await connection.flush({ timeout: 2_000 });
  const { lastFailure, lastAnswer } = connection.stats();
  expect(lastAnswer).toBe("Cannot POST ***");
  const shown = [lastFailure, lastAnswer, ...errors].join("\n");
  expect(shown).not.toMatch(/services|B000|abcdefghij|kept-back/);
});
