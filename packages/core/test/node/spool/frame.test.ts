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

describe("scanFrames", () => {
  it("reads back what was written", () => {
    fc.assert(
      fc.property(frames, (written) => {
        expect(scan(Buffer.concat(written.map(encodeFrame)))).toEqual(written);
      }),
    );
  });

  it("loses the damaged frame alone, wherever the damage is", () => {
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
        // A damaged length hides at most what follows up to the next mark.
        expect(rest).toEqual(expect.arrayContaining(scan(bytes)));
        expect(scan(bytes).length).toBe(rest.length);
      }),
      { numRuns: 500 },
    );
  });

  it("survives a cut tail and garbage", () => {
    const whole = encodeFrame({
      first: 1,
      last: 2,
      summaries: 0,
      header: "{}",
      text: "x".repeat(100),
    });
    const noise = Buffer.from("PKF1 garbage that looks like a frame PKF1");
    for (let length = 0; length < whole.length; length++) {
      expect(scan(Buffer.concat([noise, whole, whole.subarray(0, length)]))).toHaveLength(1);
    }
  });
});
