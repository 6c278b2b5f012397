import fc from "fast-check";
import { expect, test } from "vitest";
import { BodyCollector } from "../../src/node-http/body-collector.ts";

const ENCODINGS = ["utf8", "latin1", "hex", "base64", "base64url", "utf16le"] as const;

test("keeps the beginning of a body, whatever its chunks are", () => {
  const chunk = fc.oneof(
    fc.uint8Array({ maxLength: 40 }).map((bytes) => ({
      chunk: bytes as unknown,
      encoding: undefined as unknown,
      bytes: Buffer.from(bytes),
    })),
    fc
      .tuple(fc.uint8Array({ maxLength: 40 }), fc.constantFrom(...ENCODINGS))
      .map(([bytes, encoding]) => {
        const text = Buffer.from(bytes).toString(encoding);
        return { chunk: text, encoding, bytes: Buffer.from(text, encoding) };
      }),
    fc
      .constantFrom<unknown>(undefined, null, () => undefined, 7)
      .map((value) => ({ chunk: value, encoding: undefined, bytes: Buffer.alloc(0) })),
  );
  fc.assert(
    fc.property(fc.array(chunk), fc.integer({ min: 1, max: 100 }), (chunks, most) => {
      const collector = new BodyCollector(most);
      for (const { chunk: value, encoding } of chunks) collector.add(value, encoding);
      const whole = Buffer.concat(chunks.map(({ bytes }) => bytes));
      expect(collector.bytes).toEqual(whole.subarray(0, most));
      expect(collector.isWhole).toBe(whole.length <= most);
      collector.release();
    }),
  );
});

test("all of them together keep no more than 16 MiB, until they are released", () => {
  const chunk = Buffer.alloc(65_536, "x");
  const collectors = Array.from({ length: 300 }, () => new BodyCollector(65_536));
  for (const collector of collectors) collector.add(chunk, undefined);
  const kept = collectors.reduce((sum, { bytes }) => sum + bytes.length, 0);
  expect(kept).toBe(16 * 1024 * 1024);
  expect(collectors.at(-1)!.isWhole).toBe(false);
  for (const collector of collectors) collector.release();
  const next = new BodyCollector(65_536);
  next.add(chunk, undefined);
  expect(next.bytes).toEqual(chunk);
  next.release();
});

test("keeps more for a client that asks for more, before anything was left out", () => {
  const collector = new BodyCollector(3);
  collector.add("abc", undefined);
  collector.extend(5);
  collector.add("defg", undefined);
  expect(collector.bytes.toString()).toBe("abcde");
  collector.extend(10);
  collector.add("h", undefined);
  expect(collector.bytes.toString()).toBe("abcde");
  collector.release();
});
