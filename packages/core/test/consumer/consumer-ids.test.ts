import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { ConsumerIds } from "../../src/consumer/consumer-ids.ts";
import type { ObservedRequest } from "../../src/pipeline/observed-request.ts";

const record = (credential: string | undefined): ObservedRequest => ({
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
    ids.name(request);
    const expected = createHmac("sha256", "salt")
      .update("secret-key")
      .digest("base64url")
      .slice(0, 22);
    expect(request).toMatchObject({ consumer: `c_${expected}`, consumerSource: "api_key" });
    expect(JSON.stringify(request)).not.toContain("secret-key");
  });

  it("forgets a credential behind some megabytes of others, and hashes it again", () => {
    const hash = vi.fn(hmac);
    const ids = new ConsumerIds("salt", hash);
    const others = Array.from({ length: 1_500 }, (_, i) => `${i}`.padStart(8_000, "x"));
    for (const credential of ["mine", ...others, "mine"]) ids.name(record(credential));
    expect(hash.mock.calls.filter(([, text]) => text === "mine")).toHaveLength(2);
  });

  it("names the same text by what its header means, whichever header came first", () => {
    const token = `e30.${Buffer.from('{"iss":"i","sub":"s"}').toString("base64url")}.x`;
    const sources = ["api_key", "authorization", "api_key"] as const;
    const ids = new ConsumerIds("salt", hmac);
    const [key, subject, again] = sources.map((consumerSource) => {
      const request = { ...record(token), consumerSource };
      ids.name(request);
      return request;
    });
    const alone = { ...record(token), consumerSource: "authorization" as const };
    new ConsumerIds("salt", hmac).name(alone);
    expect(subject).toEqual(alone);
    expect(subject).toMatchObject({ consumerSource: "jwt_unverified" });
    expect(key).toMatchObject({ consumerSource: "api_key" });
    expect(key!.consumer).not.toBe(subject!.consumer);
    expect(again).toEqual(key);
  });

  it("hashes a credential once while it is remembered, and stays bounded", () => {
    let hashed = 0;
    const ids = new ConsumerIds("salt", (key, text) => {
      hashed++;
      return hmac(key, text);
    });
    for (let round = 0; round < 3; round++) for (const key of ["a", "b"]) ids.name(record(key));
    expect(hashed).toBe(2);
    for (let i = 0; i < 30_000; i++) ids.name(record(`k${i}`));
    for (const key of ["k29999", "a"]) ids.name(record(key));
    expect(hashed).toBe(2 + 30_000 + 1);
  });

  it("tells credentials apart that end alike, by turns", () => {
    let hashed = 0;
    const ids = new ConsumerIds("salt", (key, text) => {
      hashed++;
      return hmac(key, text);
    });
    const idOf = (credential: string): string | undefined => {
      const request = record(credential);
      ids.name(request);
      return request.consumer;
    };
    const credentials = Array.from(
      { length: 500 },
      (_, i) => `${1_000 + i}-of-the-same-organisation`,
    );
    const first = credentials.map(idOf);
    expect(new Set(first).size).toBe(500);
    expect(credentials.map(idOf)).toEqual(first);
    expect(hashed).toBe(500);
  });

  it("names several at once as it names one after another, and hashes each once", () => {
    const credential = fc.oneof(
      fc.constant(undefined),
      fc.constantFrom("a", "b", "1-of-one-organisation", "2-of-one-organisation"),
      fc.constant("x".repeat(20_000)),
      fc.string({ minLength: 1 }),
    );
    fc.assert(
      fc.property(fc.array(fc.array(credential, { maxLength: 20 })), (batches) => {
        let hashed = 0;
        const counting = new ConsumerIds("salt", (key, text) => {
          hashed++;
          return hmac(key, text);
        });
        const single = new ConsumerIds("salt", hmac);
        const seen = new Set<string>();
        for (const batch of batches) {
          const together = batch.map(record);
          const known = counting.nameAll(together);
          const apart = batch.map(record);
          expect(known.map((one) => one?.text)).toEqual(apart.map((one) => single.name(one)?.text));
          expect(together).toEqual(apart);
          for (const each of batch) if (each !== undefined && each.length < 8_192) seen.add(each);
        }
        expect(hashed).toBe(seen.size);
      }),
    );
  });

  it("names long credentials, and leaves the longest anonymous", () => {
    const ids = new ConsumerIds("salt", hmac);
    const long = Array.from({ length: 500 }, (_, i) => record(`${i}`.padEnd(8_000, "x")));
    const longest = record("x".repeat(20_000));
    for (const each of [...long, longest]) ids.name(each);
    expect(new Set(long.map(({ consumer }) => consumer)).size).toBe(500);
    expect(longest.consumer ?? longest.consumerSource ?? longest.credential).toBeUndefined();
  });
});
