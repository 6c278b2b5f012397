import { createHmac } from "node:crypto";
import { expect, it } from "vitest";
import { OutgoingRequests } from "../../src/destinations/outgoing-requests.ts";
import type { ObservedRequest } from "../../src/pipeline/observed-request.ts";
import { resolveOptions } from "../../src/options/resolve.ts";
import type { PeekOptions } from "../../src/options/options.ts";

const hmac = (key: string | Uint8Array, text: string): Uint8Array =>
  createHmac("sha256", key).update(text).digest();

function create(options: PeekOptions): OutgoingRequests {
  const defaults = { service: "shop", developmentEndpoint: "http://localhost:7335" };
  return new OutgoingRequests(resolveOptions(options, {}, defaults), hmac);
}

const observed = (own: Partial<ObservedRequest> = {}): ObservedRequest => ({
  timestamp: 1,
  method: "GET",
  path: "/files/ada@example.com",
  durationMs: 1,
  credential: "secret-key",
  consumerSource: "api_key",
  ...own,
});

it("turns credentials into keyed hashes", () => {
  const [now] = create({ consumerHashKey: "k" }).prepare([observed()]);
  expect(now).toMatchObject({
    consumer: expect.stringMatching(/^c_.{22}$/),
    consumerSource: "api_key",
  });
  expect(JSON.stringify(now)).not.toContain("secret-key");
});

it("leaves consumers anonymous where no key is: anyone could repeat the hash", () => {
  const [record] = create({}).prepare([observed()]);
  expect(JSON.stringify(record)).not.toMatch(/secret-key|c_|api_key/);
  const [named] = create({}).prepare([
    observed({ credential: undefined, consumer: "acme", consumerSource: "app" }),
  ]);
  expect(named).toMatchObject({ consumer: "acme", consumerSource: "app" });
});

it("redacts paths, drops what is too large and leaves the request itself as it was", () => {
  const request = observed({ metadata: { note: "x".repeat(100_000) } });
  const before = structuredClone(request);
  const [record] = create({}).prepare([request]);
  expect(record).toMatchObject({ path: "/files/[redacted]" });
  expect(record!.metadata).toEqual({ "peek.missing": "metadata: too large a record" });
  expect(request).toEqual(before);
  expect(
    create({ maxEventBytes: 256 }).prepare([observed({ userAgent: "x".repeat(20_000) })]),
  ).toEqual([]);
});
