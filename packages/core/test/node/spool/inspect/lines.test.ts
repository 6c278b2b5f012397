import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readLines } from "../../../../src/node/spool/inspect/lines.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "peek-lines-"));
  file = join(folder, "lines");
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("readLines", () => {
  it("reads what was written, other separators and long lines included", () => {
    const text = fc.oneof(
      fc.string({ unit: "grapheme" }).map((line) => `${line}\u2028${line}`),
      fc.nat({ max: 50_000 }).map((length) => "é".repeat(length)),
    );
    fc.assert(
      fc.property(fc.array(text, { maxLength: 8 }), fc.boolean(), (lines, isEnded) => {
        writeFileSync(file, lines.join("\n") + (isEnded ? "\n" : ""));
        const written = lines.filter((line) => line !== "");
        expect([...readLines(file)].join("\n")).toBe(written.join("\n"));
      }),
      { numRuns: 30 },
    );
  });

  it("sees what is appended while it reads", () => {
    writeFileSync(file, "first\n");
    const lines = readLines(file);
    expect(lines.next().value).toBe("first");
    appendFileSync(file, "second\n");
    expect(lines.next().value).toBe("second");
    expect(lines.next().done).toBe(true);
  });

  it("cuts a line that no letter could be", () => {
    writeFileSync(file, `${"x".repeat(40 * 1024 * 1024)}\nlast\n`);
    const [long, last] = [...readLines(file)];
    expect(long!.length).toBeLessThan(17 * 1024 * 1024);
    expect(last).toBe("last");
  });

  it("finds nothing in a file that is gone", () => {
    expect([...readLines(file)]).toEqual([]);
  });
});
