import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeFrame, scanFrames, type Frame } from "../../../src/node/spool/frame.ts";

const frames = fc.array(
  fc.record({
    first: fc.nat(),
    last: fc.nat(),
    summaries: fc.nat(),
    header: fc.string({ unit: "grapheme" }).map((text) => JSON.stringify(text)),
    text: fc.string({ unit: "grapheme", maxLength: 200 }),
  }),
  { maxLength: 8 },
);
const scan = (bytes: Buffer): Frame[] =>
  [...scanFrames(bytes)].map(({ first, last, summaries, header, text }) => ({
    first,
    last,
    summaries,
    header,
    text,
  }));

/** Whether some are among all, in their order. */
function isWithin(some: readonly string[], all: readonly string[]): boolean {
  let next = 0;
  for (const one of all) if (one === some[next]) next++;
  return next === some.length;
}

describe("scanFrames", () => {
  it("reads back what was written", () => {
    fc.assert(
      fc.property(frames, (written) => {
        expect(scan(Buffer.concat(written.map(encodeFrame)))).toEqual(written);
      }),
    );
  });

  it("loses at most the damaged frame, wherever the damage is", () => {
    fc.assert(
      fc.property(frames, fc.nat(), fc.integer({ min: 1, max: 255 }), (written, place, flip) => {
        fc.pre(written.length > 0);
        const parts = written.map(encodeFrame);
        const bytes = Buffer.concat(parts);
        const at = place % bytes.length;
        bytes[at] = bytes[at]! ^ flip;
        let start = 0;
        const hit = parts.findIndex((part) => (start += part.length) > at);
        const rest = written.filter((_, index) => index !== hit);
        const found = scan(bytes);
        expect(written).toEqual(expect.arrayContaining(found));
        expect(found).toEqual(expect.arrayContaining(rest));
      }),
      { numRuns: 500 },
    );
  });

  it("reads all that was whole before a cut, wherever the cut is", () => {
    fc.assert(
      fc.property(frames, fc.nat(), (written, place) => {
        const parts = written.map(encodeFrame);
        const bytes = Buffer.concat(parts);
        const cut = place % (bytes.length + 1);
        let end = 0;
        const before = written.filter((_, index) => (end += parts[index]!.length) <= cut);
        const found = scan(bytes.subarray(0, cut));
        expect(found.slice(0, before.length)).toEqual(before);
        expect(written.slice(0, found.length)).toEqual(found);
      }),
      { numRuns: 500 },
    );
  });

  it("finds in their order all that no damage touched, however much there is of it", () => {
    const several = fc.array(
      fc
        .tuple(fc.nat(), fc.nat(500), fc.nat(120), fc.json({ maxDepth: 1 }))
        .map(([first, more, times, json]): Frame => {
          const text = `[${json}${',"PKF2 é"'.repeat(times)}]`;
          return { first, last: first + more, summaries: 0, header: "{}", text };
        }),
      { minLength: 1, maxLength: 4 },
    );
    const damage = fc.tuple(fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 40 }));
    fc.assert(
      fc.property(
        several,
        fc.array(damage, { maxLength: 3 }),
        fc.nat(2_000),
        (written, some, cut) => {
          const parts = written.map(encodeFrame);
          const bytes = Buffer.concat(parts);
          const end = bytes.length - (cut % bytes.length);
          const touched = some.map(([place, garbage]) => {
            const at = place % bytes.length;
            bytes.set(garbage.subarray(0, bytes.length - at), at);
            return [at, at + garbage.length] as const;
          });
          let start = 0;
          const intact = written.filter((_, index) => {
            const from = start;
            start += parts[index]!.length;
            return start <= end && touched.every(([at, to]) => to <= from || at >= start);
          });
          const found = scan(bytes.subarray(0, end)).map((frame) => JSON.stringify(frame));
          const all = written.map((frame) => JSON.stringify(frame));
          expect(isWithin(found, all)).toBe(true);
          expect(
            isWithin(
              intact.map((frame) => JSON.stringify(frame)),
              found,
            ),
          ).toBe(true);
        },
      ),
    );
  });

  const many = { first: 1, last: 500, summaries: 0, header: "{}", text: "x".repeat(100_000) };

  it("loses nothing of many records to garbage of 3 KiB in their midst", () => {
    for (const at of [5_000, 33_333, 61_000]) {
      const bytes = encodeFrame(many);
      bytes.fill(0xa5, at, at + 3_000);
      expect(scan(Buffer.concat([bytes, encodeFrame(many)]))).toEqual([many, many]);
    }
  });

  it("loses nothing of many records whose last 3 KiB were cut off", () => {
    const bytes = encodeFrame(many);
    for (const cut of [1, 100, 3_000]) {
      expect(scan(bytes.subarray(0, bytes.length - cut))).toEqual([many]);
    }
    expect(scan(bytes.subarray(0, bytes.length - 10_000))).toEqual([]);
  });

  it("survives a cut tail and garbage", () => {
    const whole = encodeFrame({ ...many, last: 1, text: "x".repeat(100) });
    const noise = Buffer.from("PKF1 garbage that looks like a frame PKF2 and more of it PKF");
    for (let length = 0; length < whole.length; length++) {
      expect(scan(Buffer.concat([noise, whole, whole.subarray(0, length)]))).toHaveLength(1);
    }
  });

  it("passes over a tail too short for the parity that its mark promises", () => {
    const bytes = encodeFrame({ first: 0, last: 0, summaries: 0, header: "{}", text: "" });
    bytes[3] = 0x32;
    expect(scan(bytes)).toEqual([]);
  });

  it("reads garbage of any kind in bounded time", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_000 }), (garbage) => {
        expect(scan(Buffer.concat([Buffer.from("PKF2"), garbage]))).toEqual([]);
      }),
    );
  });
});
