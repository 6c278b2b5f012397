import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { LastUses } from "../../src/keys/last-uses.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const NOON = Date.parse("2030-01-01T12:00:00Z");

interface Place {
  dataDirectory: string;
  interval: number;
}

let folder: string;
let path: string;
let reported: unknown[];
let open: LastUses[];

beforeEach(() => {
  folder = temporaryFolder();
  path = join(folder, "key-uses.json");
  [reported, open] = [[], []];
});

afterEach(async () => {
  for (const uses of open) await uses.close();
});

function create({ dataDirectory = folder, interval }: Partial<Place> = {}): LastUses {
  const report = (error: unknown): unknown => reported.push(error);
  const uses = new LastUses(dataDirectory, { report, interval });
  open.push(uses);
  return uses;
}

const stored = (data = folder) => Object.fromEntries(new LastUses(data).read() ?? []);

/** Until the file has these uses. */
const untilStored = (uses: object) => expect.poll(() => stored()).toEqual(uses);

describe("when keys were last used", () => {
  test("is written soon after the first use, to a file of this user alone", async () => {
    expect(stored()).toEqual({});
    create().note("abcd", NOON);
    await untilStored({ abcd: NOON });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, "utf8")).toContain("2030-01-01T12:00:00.000Z");
    expect(reported).toEqual([]);
  });

  test("is written at most once a minute, however many uses there are", async () => {
    const uses = create();
    uses.note("abcd", NOON);
    await untilStored({ abcd: NOON });
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      for (let i = 1; i <= 1_000; i++) uses.note("abcd", NOON + i);
      expect(vi.getTimerCount()).toBe(1);
      // The first write was a moment ago.
      vi.advanceTimersByTime(45_000);
      uses.note("efgh", NOON);
      expect(vi.getTimerCount()).toBe(1);
      vi.advanceTimersByTime(15_000);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
    await untilStored({ abcd: NOON + 1_000, efgh: NOON });
  });

  test("is written when it is closed, without waiting for the minute", async () => {
    const uses = create();
    uses.note("abcd", NOON);
    await untilStored({ abcd: NOON });
    uses.note("abcd", NOON + 5);
    await uses.close();
    expect(stored()).toEqual({ abcd: NOON + 5 });
    expect(readdirSync(folder)).toEqual(["key-uses.json"]);
  });

  test("makes no file where no key was used", async () => {
    await create().close();
    expect(readdirSync(folder)).toEqual([]);
  });

  test("is kept of every process that shares the folder", async () => {
    const before = Date.now() - 10_000;
    const all = Array.from({ length: 5 }, () => create());
    all.forEach((uses, i) => {
      uses.note(`key${i}`, before);
      uses.note("shared", before + i);
    });
    await Promise.all(all.toReversed().map((uses) => uses.close()));
    const each = Object.fromEntries(all.map((_, i) => [`key${i}`, before]));
    expect(stored()).toEqual({ ...each, shared: before + 4 });
  });

  test("is set right after a clock that was ahead", async () => {
    const now = Date.now();
    const uses = create();
    uses.note("abcd", now + 1e10);
    await untilStored({ abcd: now + 1e10 });
    uses.note("abcd", now);
    await uses.close();
    expect(stored()).toEqual({ abcd: now });
  });

  test.each([["{"], ["[]"], ["null"], ['{"uses":[]}'], ['{"uses":{"abcd":7,"efgh":"soon"}}']])(
    "begins anew where the file is damaged: %s",
    async (content) => {
      writeFileSync(path, content);
      expect([undefined, new Map()]).toContainEqual(new LastUses(folder).read());
      const uses = create();
      uses.note("abcd", NOON);
      await uses.close();
      expect(stored()).toEqual({ abcd: NOON });
    },
  );

  test("is kept in memory while it cannot be written, which is said once each time", async () => {
    const data = join(folder, "data");
    writeFileSync(data, "a file where the folder should be");
    const uses = create({ dataDirectory: data });
    uses.note("abcd", NOON);
    for (let attempt = 0; attempt < 3; attempt++) await uses.close();
    const trouble = expect.objectContaining({
      code: "PEEK_W_KEY_USES",
      message: expect.stringMatching(/key-uses\.json \((EEXIST|ENOTDIR)\)/),
    });
    expect(reported).toEqual([trouble]);

    rmSync(data);
    uses.note("efgh", NOON);
    await uses.close();
    expect(stored(data)).toEqual({ abcd: NOON, efgh: NOON });
    rmSync(data, { recursive: true });
    writeFileSync(data, "");
    uses.note("abcd", NOON);
    await uses.close();
    expect(reported).toEqual([trouble, trouble]);
  });

  test("is tried again by itself", async () => {
    const data = join(folder, "data");
    writeFileSync(data, "");
    create({ dataDirectory: data, interval: 20 }).note("abcd", NOON);
    await expect.poll(() => reported.length).toBe(1);
    rmSync(data);
    await expect.poll(() => stored(data)).toEqual({ abcd: NOON });
  });

  test.skipIf(process.getuid?.() === 0)("is unknown where it cannot be read", () => {
    writeFileSync(path, "{}");
    chmodSync(path, 0);
    expect(new LastUses(folder).read()).toBeUndefined();
  });

  test("does not keep a collector from ending while another process holds the file", async () => {
    // The lock of a process that lives: this one.
    const uses = create();
    const { whileLocked } = await import("../../src/files/lock-file.ts");
    await whileLocked(path, async () => {
      uses.note("abcd", NOON);
      await uses.close();
    });
    expect(reported).toEqual([expect.objectContaining({ code: "PEEK_W_KEY_USES" })]);
  });
});
