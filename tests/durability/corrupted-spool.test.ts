import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { inherit, ITEMS, rewrite, type LeftSpool } from "./support/left-spool.ts";

const MEGABYTE = 1024 * 1024;

/** What is done to a spool, and which items may be lost by it. */
const DAMAGES: readonly [what: string, damage: (left: LeftSpool) => void, lost: number[]][] = [
  [
    "a truncated tail",
    ({ segment }) => rewrite(segment, (frames) => [...frames.slice(0, -1), half(frames.at(-1)!)]),
    [ITEMS],
  ],
  [
    "a truncated record in the middle",
    ({ segment }) => rewrite(segment, (frames) => frames.with(9, half(frames[9]!))),
    [10],
  ],
  [
    "garbage for a record",
    ({ segment }) => rewrite(segment, (frames) => frames.with(9, randomBytes(frames[9]!.length))),
    [10],
  ],
  [
    "one wrong bit in a record",
    ({ segment }) => rewrite(segment, (frames) => frames.with(9, withWrongBit(frames[9]!))),
    [10],
  ],
  [
    "garbage between two records",
    ({ segment }) => rewrite(segment, (frames) => frames.toSpliced(9, 0, randomBytes(5_000))),
    [],
  ],
  [
    "10 MB of garbage between two records",
    ({ segment }) =>
      rewrite(segment, (frames) => frames.toSpliced(9, 0, randomBytes(10 * MEGABYTE))),
    [],
  ],
  [
    "a record that claims to be 10 MB long",
    ({ segment }) =>
      rewrite(segment, (frames) => frames.with(9, claiming(10 * MEGABYTE, frames[9]!))),
    [10],
  ],
  [
    "a record that claims to be as long as two",
    ({ segment }) =>
      rewrite(segment, (frames) =>
        frames.with(9, claiming(frames[9]!.length + frames[10]!.length, frames[9]!)),
      ),
    [10],
  ],
];

function half(frame: Buffer): Buffer {
  return frame.subarray(0, frame.length / 2);
}

function withWrongBit(frame: Buffer): Buffer {
  const copy = Buffer.from(frame);
  copy[copy.length - 5]! ^= 1;
  return copy;
}

/** The length stands behind the four bytes with which a frame begins. */
function claiming(length: number, frame: Buffer): Buffer {
  const copy = Buffer.from(frame);
  copy.writeUInt32LE(length, 4);
  return copy;
}

describe.concurrent("a spool with", () => {
  it.each(DAMAGES)("%s loses that alone, and says so", async (_, damage, damaged) => {
    const { lost, duplicated, codes } = await inherit(damage);
    expect(lost.filter((item) => !damaged.includes(item))).toEqual([]);
    expect(duplicated).toEqual([]);
    expect(codes).toContain("PEEK_W_SPOOL_DAMAGED");
    expect(codes).not.toContain("PEEK_E_INTERNAL");
  });

  it("a few wrong bytes in a group of records loses at most two of them", async () => {
    const { lost, duplicated } = await inherit(({ segment }) => {
      const bytes = readFileSync(segment);
      randomBytes(8).copy(bytes, bytes.length / 2);
      writeFileSync(segment, bytes);
    }, "interval");
    expect(lost.length).toBeLessThanOrEqual(2);
    expect(duplicated).toEqual([]);
  });

  it.each<[string, (left: LeftSpool) => void]>([
    ["an empty segment", ({ folder }) => writeFileSync(join(folder, "00000000.segment"), "")],
    ["a folder for a segment", ({ folder }) => mkdirSync(join(folder, "00000009.d"))],
    ["a file beside the folders", ({ folder }) => writeFileSync(join(folder, "..", "notes"), "?")],
    ["statistics that are none", ({ folder }) => writeFileSync(join(folder, "stats.json"), "{[")],
    [
      "the lease of nobody, a minute old",
      ({ folder }) => {
        const lease = join(folder, "lease.json");
        writeFileSync(lease, randomBytes(100));
        utimesSync(lease, new Date(), new Date(Date.now() - 61_000));
      },
    ],
  ])("%s is delivered whole", async (_, damage) => {
    const { codes, ...result } = await inherit(damage);
    expect(result).toEqual({ lost: [], duplicated: [] });
    expect(codes).not.toContain("PEEK_E_INTERNAL");
  });
});
