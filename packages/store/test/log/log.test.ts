import {
  appendFile,
  readFile,
  readdir,
  stat,
  symlink,
  truncate,
  writeFile,
} from "node:fs/promises";
import { existsSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { ENTRY_HEADER_BYTES } from "../../src/log/log-entry.ts";
import { LogWriter } from "../../src/log/log-writer.ts";
import { readLog } from "../../src/log/read-log.ts";
import { listSegments, segmentPath } from "../../src/log/segments.ts";
import { temporaryDirectory } from "../support/directory.ts";

function entryOf(text: string): Buffer {
  const entry = Buffer.alloc((ENTRY_HEADER_BYTES + text.length + 7) & ~7, 32);
  entry.write(text, ENTRY_HEADER_BYTES);
  return entry;
}

async function openWriter(directory: string, nextSequence = 1, segmentBytes?: number) {
  const durable: number[] = [];
  const onDurable = (sequence: number): number => durable.push(sequence);
  const log = await LogWriter.open({ directory, nextSequence, onDurable, segmentBytes });
  onTestFinished(() => log.close());
  return { log, durable, append: (text: string) => log.append(() => entryOf(text)) };
}

async function read(directory: string, from = 0): Promise<[number, string][]> {
  const entries: [number, string][] = [];
  for await (const { sequence, payload } of readLog(directory, from)) {
    entries.push([sequence, payload.toString().trimEnd()]);
  }
  return entries;
}

describe("the log", () => {
  it("gives back what was appended, in order, over several segments", async () => {
    const directory = await temporaryDirectory();
    const { log, append, durable } = await openWriter(directory, 7, 200);
    for (const text of ["a", "b", "c"]) await append(text.repeat(50));
    await Promise.all(["d", "e", "f"].map((text) => append(text.repeat(50))));
    await log.close();
    expect(await listSegments(directory)).not.toHaveLength(1);
    expect(durable).toEqual([7, 8, 9, 10, 11, 12]);
    expect((await read(directory)).map(([sequence, text]) => [sequence, text[0]])).toEqual(
      "abcdef".split("").map((text, index) => [7 + index, text]),
    );
    expect((await read(directory, 11)).map(([sequence]) => sequence)).toEqual([11, 12]);
  });

  it("makes everything that waits durable at once", async () => {
    const directory = await temporaryDirectory();
    const seen: string[] = [];
    const onDurable = (sequence: number): number => seen.push(`durable ${sequence}`);
    const log = await LogWriter.open({ directory, nextSequence: 1, onDurable });
    const append = async (text: string): Promise<void> => {
      await log.append(() => entryOf(text));
      seen.push(`acknowledged ${text}`);
    };
    // The first write is under way when the others come: they share the second.
    await Promise.all(["a", "b", "c"].map(append));
    await log.close();
    expect(seen).toEqual([
      "durable 1",
      "acknowledged a",
      "durable 2",
      "durable 3",
      "acknowledged b",
      "acknowledged c",
    ]);
  });

  it.each([
    ["in the middle", 1, [1, 3]],
    ["in the last entry", 2, [1, 2]],
  ])("tells of damage %s, and gives the rest back", async (_, index, kept) => {
    const directory = await temporaryDirectory();
    const { log, append } = await openWriter(directory);
    for (const text of ["a", "b", "c"]) await append(text.repeat(40));
    await log.close();
    const path = segmentPath(directory, 1);
    const bytes = await readFile(path);
    bytes[(bytes.length / 3) * index + 30]! ^= 1;
    await writeFile(path, bytes);
    const damaged = vi.fn();
    const found: number[] = [];
    for await (const { sequence } of readLog(directory, 0, damaged)) found.push(sequence);
    expect(found).toEqual(kept);
    expect(damaged).toHaveBeenCalledExactlyOnceWith(path, bytes.length / 3);
  });

  it("tells of no damage where an entry was not written to its end", async () => {
    const directory = await temporaryDirectory();
    const { log, append } = await openWriter(directory);
    for (const text of ["a", "b"]) await append(text.repeat(40));
    await log.close();
    const path = segmentPath(directory, 1);
    await truncate(path, (await stat(path)).size - 8);
    const damaged = vi.fn();
    for await (const { sequence } of readLog(directory, 0, damaged)) expect(sequence).toBe(1);
    expect(damaged).not.toHaveBeenCalled();
  });

  it("cuts off a torn tail, and goes on after it", async () => {
    const directory = await temporaryDirectory();
    const first = await openWriter(directory);
    for (const text of ["one", "two", "three"]) await first.append(text);
    await first.log.close();
    const path = segmentPath(directory, 1);
    await truncate(path, (await stat(path)).size - 3);
    expect(await read(directory)).toEqual([
      [1, "one"],
      [2, "two"],
    ]);
    const second = await openWriter(directory, 3);
    await second.append("four");
    await second.log.close();
    expect(await read(directory)).toEqual([
      [1, "one"],
      [2, "two"],
      [3, "four"],
    ]);
  });

  it("steps over damage and never yields what was not written", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: "grapheme-ascii", maxLength: 40 }), {
          minLength: 1,
          maxLength: 8,
        }),
        fc.nat(),
        fc.uint8Array({ minLength: 1, maxLength: 30 }),
        async (texts, position, garbage) => {
          const directory = await temporaryDirectory();
          const { log, append } = await openWriter(directory);
          const written: [number, string][] = [];
          for (const [index, text] of texts.entries()) {
            await append(text);
            written.push([index + 1, text.trimEnd()]);
          }
          await log.close();
          const path = segmentPath(directory, 1);
          const bytes = await readFile(path);
          const at = position % bytes.length;
          bytes.set(garbage.subarray(0, bytes.length - at), at);
          await writeFile(path, bytes);
          await appendFile(path, garbage);
          const found = await read(directory);
          expect(written).toEqual(expect.arrayContaining(found));
          expect(found.length).toBeGreaterThanOrEqual(texts.length - 4);
          expect(await read(directory)).toEqual(found);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("ends a segment when asked to, also under entries that never pause", async () => {
    const directory = await temporaryDirectory();
    const { log, append } = await openWriter(directory);
    const end = new AbortController();
    const writing = [1, 2, 3].map(async () => {
      while (!end.signal.aborted) await append("x");
    });
    await append("before");
    const before = (await listSegments(directory)).length;
    await log.rotate();
    end.abort();
    await Promise.all(writing);
    await append("after");
    expect((await listSegments(directory)).length).toBe(before + 1);
    await log.rotate();
    await log.close();
  });

  it("deletes what is loaded, whole segments at a time", async () => {
    const directory = await temporaryDirectory();
    const { log, append } = await openWriter(directory, 1, 100);
    for (const text of ["a", "b", "c"]) await append(text.repeat(80));
    log.removeThrough(2);
    await expect.poll(() => readdir(directory)).toEqual(["0000000000000003.log"]);
    log.removeThrough(3);
    await log.close();
    expect(await readdir(directory)).toEqual([]);
  });

  it.skipIf(!existsSync("/dev/full"))(
    "refuses with a clear error when the disk is full",
    async () => {
      const directory = await temporaryDirectory();
      await symlink("/dev/full", segmentPath(directory, 1));
      const { append, durable } = await openWriter(directory);
      await expect(append("a")).rejects.toMatchObject({
        code: "PEEK_E_STORE_WRITE",
        message: expect.stringContaining("ENOSPC"),
      });
      expect(durable).toEqual([]);
    },
  );
});
