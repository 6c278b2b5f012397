import { appendFileSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readSpools } from "../../../../src/node/spool/inspect/read-spools.ts";
import { readDeadLetters } from "../../../../src/node/spool/inspect/letter-files.ts";
import { NodeSpool } from "../../../../src/node/spool/node-spool.ts";
import { abandon, HEADER, letterOf } from "../../../support/dead-letter.ts";

const ID = "0123456789abcdef01234567";
let base: string;
let folder: string;
const spools: NodeSpool[] = [];
function open(instance: string): NodeSpool {
  const spool = new NodeSpool(folder, instance, 1e9, (error) => {
    throw error;
  });
  spools.push(spool);
  return spool;
}
const group = (first: number, last: number) => ({
  first,
  last,
  summaries: 0,
  header: HEADER,
  text: JSON.stringify({ first, last }),
});

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "peek-spools-"));
  folder = join(base, ID);
  mkdirSync(folder, { mode: 0o700 });
});
afterEach(() => {
  vi.unstubAllEnvs();
  for (const spool of spools.splice(0)) spool.close();
  rmSync(base, { recursive: true });
});

describe("readSpools", () => {
  it("counts what waits, of the living and of the dead", () => {
    const before = Date.now() - 1_000;
    open("alive").append(group(1, 10));
    open("dead").append(group(1, 5));
    abandon(join(folder, "dead"));
    const [spool, ...others] = readSpools(base);
    expect(others).toEqual([]);
    expect(spool).toMatchObject({
      id: ID,
      folder,
      service: "orders",
      environment: "production",
      hosts: ["pod-3"],
      waiting: { records: 15 },
      livingOwners: 1,
      deadLetters: 0,
      damagedLetters: 0,
    });
    expect(spool!.waiting.bytes).toBeGreaterThan(0);
    expect(spool!.oldest).toBeGreaterThan(before);
    expect(spool!.oldest).toBeLessThanOrEqual(Date.now());
  });

  it("changes nothing: the next start still takes over what the dead left", () => {
    open("dead").append(group(1, 5));
    abandon(join(folder, "dead"));
    readSpools(base);
    expect([...open("heir").adopt()]).toMatchObject([{ instance: "dead" }]);
  });

  it("counts dead letters of both files, and lines that are none", () => {
    const spool = open("a");
    for (let i = 1; i <= 3; i++) spool.addDeadLetter(letterOf(i, "/".padEnd(500_000, "x")));
    appendFileSync(join(folder, "dead-letters.ndjson"), '{"at":1,"rea\n');
    expect(readSpools(base)).toMatchObject([
      { service: "orders", hosts: ["pod-3"], oldest: undefined, deadLetters: 3, damagedLetters: 1 },
    ]);
    expect([...readDeadLetters(folder)].map(({ id }) => id)).toEqual(["i:1", "i:2", "i:3"]);
  });

  it("leaves out what holds nothing, and folders that are not the clients'", () => {
    mkdirSync(join(base, "letters"));
    expect(readSpools(base)).toEqual([]);
  });

  it("looks where clients keep their spools by default", () => {
    open("a").addDeadLetter(letterOf(1));
    const state = mkdtempSync(join(tmpdir(), "peek-state-"));
    vi.stubEnv("PEEK_STORAGE_PATH", "");
    vi.stubEnv("XDG_STATE_HOME", state);
    vi.stubEnv("HOME", state);
    vi.stubEnv("TMPDIR", state);
    expect(readSpools()).toEqual([]);
    symlinkSync(base, join(state, "peek"));
    // A link could lead anywhere.
    expect(readSpools()).toEqual([]);
    vi.stubEnv("PEEK_STORAGE_PATH", base);
    expect(readSpools()).toHaveLength(1);
    rmSync(state, { recursive: true });
  });

  it("says that a folder cannot be read", () => {
    expect(() => readSpools(join(base, "missing"))).toThrow(
      expect.objectContaining({ code: "PEEK_E_SPOOL", message: expect.stringContaining("ENOENT") }),
    );
  });

  it("refuses a link in the place of a spool", () => {
    symlinkSync(tmpdir(), join(base, "f".repeat(24)));
    expect(() => readSpools(base)).toThrow(expect.objectContaining({ code: "PEEK_E_SPOOL" }));
  });

  it.skipIf(process.getuid?.() !== 0)("refuses a spool of another user", () => {
    chownSync(folder, 12_345, 12_345);
    expect(() => readSpools(base)).toThrow(/belongs to another user/);
  });
});
