import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { ConsumerIds } from "../../src/consumer/consumer-ids.ts";
import type { ObservedRequest } from "../../src/observed-request.ts";

const record = (credential: string): ObservedRequest => ({
  timestamp: 0,
  method: "GET",
  durationMs: 1,
  credential,
  consumerSource: "api_key",
});
const hmac = (key: string | Uint8Array, text: string): Uint8Array =>
  createHmac("sha256", key).update(text).digest();

describe("ConsumerIds", () => {
  it("names a credential by c_ and 22 characters of its keyed hash, and forgets the credential", () => {
    const ids = new ConsumerIds("salt", hmac);
    const request = record("secret-key");
    void ids.prepare([request]);
    ids.name(request);
    const expected = createHmac("sha256", "salt")
      .update("secret-key")
      .digest("base64url")
      .slice(0, 22);
    expect(request).toMatchObject({ consumer: `c_${expected}`, consumerSource: "api_key" });
    expect(JSON.stringify(request)).not.toContain("secret-key");
  });

  it("waits for a platform that hashes asynchronously", async () => {
    const ids = new ConsumerIds("salt", async (key, text) => hmac(key, text));
    const request = record("k");
    await ids.prepare([request]);
    ids.name(request);
    expect(request.consumer).toMatch(/^c_[\w-]{22}$/);
  });

  it("waits for a key that is derived asynchronously", async () => {
    const derived = hmac("foreign", "peek-consumer-v1");
    const ids = new ConsumerIds(Promise.resolve(derived), hmac);
    const request = record("k");
    await ids.prepare([request]);
    ids.name(request);
    const expected = createHmac("sha256", derived).update("k").digest("base64url").slice(0, 22);
    expect(request.consumer).toBe(`c_${expected}`);
  });

  it("hashes a credential once while it is remembered, and stays bounded", () => {
    let hashed = 0;
    const ids = new ConsumerIds("salt", (key, text) => {
      hashed++;
      return hmac(key, text);
    });
    for (let round = 0; round < 3; round++) void ids.prepare([record("a"), record("b")]);
    expect(hashed).toBe(2);
    void ids.prepare(Array.from({ length: 30_000 }, (_, i) => record(`k${i}`)));
    void ids.prepare([record("k29999"), record("a")]);
    expect(hashed).toBe(2 + 30_000 + 1);
  });

  it("names a whole group of long credentials, and leaves the longest anonymous", async () => {
    const later = async (key: string | Uint8Array, text: string): Promise<Uint8Array> =>
      hmac(key, text);
    const ids = new ConsumerIds("salt", later);
    const long = Array.from({ length: 500 }, (_, i) => record(`${i}`.padEnd(8_000, "x")));
    const records = [...long, record("x".repeat(20_000))];
    await ids.prepare(records);
    expect(ids.prepare(records)).toBeUndefined();
    for (const each of records) ids.name(each);
    expect(new Set(long.map(({ consumer }) => consumer)).size).toBe(500);
    expect(records.at(-1)!.consumer).toBeUndefined();
    expect(records.at(-1)!.credential).toBeUndefined();
  });
});
