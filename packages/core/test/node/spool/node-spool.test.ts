import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { spawnSync } from "node:child_process";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { ownProcess } from "@peekjs/protocol/node";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AdoptedSpool } from "../../../src/delivery/spool.ts";
import { NodeSpool } from "../../../src/node/spool/node-spool.ts";
import { forgetNeighbours } from "../../support/forget-neighbours.ts";

let parent: string;
const troubles: unknown[] = [];
const open = (instance: string, bound = 1e9): NodeSpool =>
  new NodeSpool(parent, instance, bound, (error) => troubles.push(error));
const group = (first: number, text = `{"first":${first}}`) => ({
  first,
  last: first,
  summaries: 0,
  header: '"sdk":{}',
  text,
});
function* lots(spool: NodeSpool): Generator<AdoptedSpool> {
  for (const lot of spool.adopt()) if (lot !== undefined) yield lot;
}
const numbers = (spool: NodeSpool): [string, number[]][] =>
  [...lots(spool)].map(({ instance, groups }) => [instance, groups.map(({ first }) => first)]);
/** The lease of a process that is no more. */
function die(folder: string): void {
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  const lease = JSON.parse(
    spawnSync("cat", [join(parent, folder, "lease.json")], { encoding: "utf8" }).stdout,
  );
  writeFileSync(join(parent, folder, "lease.json"), JSON.stringify({ ...lease, pid }));
  forgetNeighbours();
}

/** Files of this test's spools that no path leads to and that this process holds open. */
function openRemoved(): number {
  const files = readdirSync("/proc/self/fd").map((name) => {
    try {
      return readlinkSync(join("/proc/self/fd", name));
    } catch {
      return "";
    }
  });
  return files.filter((file) => file.startsWith(parent) && file.endsWith(" (deleted)")).length;
}

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "peek-spool-"));
  troubles.length = 0;
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

describe("NodeSpool", () => {
  it("makes no folder before there is something to keep", () => {
    open("a").close();
    expect(readdirSync(parent)).toEqual([]);
  });

  it("keeps groups readable by this user alone", () => {
    const spool = open("a");
    const entry = spool.append(group(1))!;
    expect(spool.read(entry)).toBe('{"first":1}');
    expect(statSync(join(parent, "a")).mode & 0o777).toBe(0o700);
    for (const file of readdirSync(join(parent, "a"))) {
      expect(statSync(join(parent, "a", file)).mode & 0o777).toBe(0o600);
    }
    spool.close();
  });

  it("keeps the segments of a folder that were not yet read when the first is delivered", () => {
    const dead = open("dead");
    for (let first = 1; first <= 4; first++) dead.append(group(first, "x".repeat(700_000)));
    dead.close();
    const heir = open("heir");
    const adopted: number[] = [];
    for (const { groups } of lots(heir)) {
      for (const { first, entry } of groups) {
        adopted.push(first);
        heir.release(entry);
      }
    }
    expect(adopted).toEqual([1, 2, 3, 4]);
    heir.close();
    expect(readdirSync(parent)).toEqual([]);
  });

  it("tells what cannot be read at the moment from what is damaged", () => {
    const dead = open("dead");
    dead.append(group(1));
    dead.close();
    const heir = open("heir");
    const [{ groups }] = [...heir.adopt()] as [AdoptedSpool];
    const file = join(parent, "dead.heir", "00000001.segment");
    rmSync(file);
    mkdirSync(file);
    expect(() => heir.read(groups[0]!.entry)).toThrow(expect.objectContaining({ code: "EISDIR" }));
  });

  it("adopts the rest when a segment cannot be read, keeps that, and tries it again", () => {
    const dead = open("dead");
    for (const first of [1, 2, 3]) dead.append(group(first, "x".repeat(300_000)));
    dead.close();
    const names = ["00000002.segment", "00000003.segment"];
    for (const file of names.map((name) => join(parent, "dead", name))) {
      renameSync(file, `${file}.away`);
      mkdirSync(file);
    }
    const heir = open("heir");
    const [lot] = [...heir.adopt()] as [AdoptedSpool];
    expect(lot.groups.map(({ first }) => first)).toEqual([1]);
    heir.release(lot.groups[0]!.entry);
    for (const own of names.map((name) => join(parent, "dead.heir", name))) {
      rmSync(own, { recursive: true });
      renameSync(`${own}.away`, own);
    }
    const late: number[] = [];
    for (const { groups } of lots(heir)) {
      late.push(groups[0]!.first);
      heir.release(groups[0]!.entry);
    }
    expect(late).toEqual([2, 3]);
    expect(readdirSync(parent)).toEqual([]);
  });

  it("leaves nothing behind when everything was released", () => {
    const spool = open("a");
    const entries = [1, 2, 3].map((first) => spool.append(group(first))!);
    for (const entry of entries) spool.release(entry);
    spool.close();
    expect(readdirSync(parent)).toEqual([]);
    expect(troubles).toEqual([]);
  });

  it("gives what a closed spool left to the next client, once", () => {
    const left = open("a");
    const kept = left.append(group(1))!;
    left.append(group(2));
    left.release(kept);
    left.close();
    const heirs = [open("b"), open("c")];
    const adopted = heirs.map(numbers);
    // A segment goes only when nothing in it is needed: the released group comes again, and is recognised.
    expect(adopted).toEqual([[["a", [1, 2]]], []]);
  });

  it("leaves a living process's folder alone", () => {
    open("a").append(group(1));
    expect(numbers(open("b"))).toEqual([]);
  });

  it("leaves what this very process holds alone, whatever a lease says", () => {
    open("a").append(group(1));
    writeFileSync(join(parent, "a", "lease.json"), JSON.stringify({ ...ownProcess(), pid: 4e6 }));
    expect(numbers(open("b"))).toEqual([]);
    const left = open("c");
    left.append(group(1));
    left.close();
    const heir = open("d");
    expect(numbers(heir)).toEqual([["c", [1]]]);
    rmSync(join(parent, "c.d", "lease.json"));
    expect(numbers(open("e"))).toEqual([]);
    heir.close();
    expect(numbers(open("f"))).toEqual([["c", [1]]]);
  });

  it("looks for what the dead left where no neighbour has since it was opened, or since it looked last", () => {
    const elsewhere = join(parent, ".elsewhere");
    const leave = (instance: string): void => {
      const left = new NodeSpool(elsewhere, instance, 1e9, (error) => troubles.push(error));
      left.append(group(1));
      left.close();
      renameSync(join(elsewhere, instance), join(parent, instance));
    };
    const [first, second] = [open("first"), open("second")];
    leave("a");
    expect(numbers(first)).toEqual([["a", [1]]]);
    leave("b");
    expect(numbers(second)).toEqual([]);
    expect(numbers(open("third"))).toEqual([["b", [1]]]);
    leave("c");
    expect(numbers(first)).toEqual([]);
    expect(numbers(first)).toEqual([["c", [1]]]);
    expect(numbers(second)).toEqual([]);
    first.close();
    expect(Object.fromEntries(numbers(second))).toEqual({ a: [1], c: [1] });
  });

  it("looks for what a neighbour leaves the next time, though that has looked not long before", () => {
    const [first, second] = [open("first"), open("second")];
    first.append(group(1));
    expect(numbers(first)).toEqual([]);
    first.close();
    expect(numbers(second)).toEqual([["first", [1]]]);
  });

  it("takes over from a process that is no more, and from that process's heir", () => {
    open("a").append(group(1));
    die("a");
    expect(numbers(open("b"))).toEqual([["a", [1]]]);
    die("a.b");
    const heir = open("c");
    const [lot] = [...heir.adopt()] as [AdoptedSpool];
    expect(lot.instance).toBe("a");
    expect(heir.read(lot.groups[0]!.entry)).toBe('{"first":1}');
    heir.release(lot.groups[0]!.entry);
    expect(readdirSync(parent)).toEqual([]);
  });

  it("takes over from another machine only after a minute without a sign of life", () => {
    open("a").append(group(1));
    const lease = join(parent, "a", "lease.json");
    writeFileSync(lease, JSON.stringify({ host: `not-${hostname()}`, pid: process.pid }));
    forgetNeighbours();
    expect(numbers(open("b"))).toEqual([]);
    spawnSync("touch", ["-d", "2 minutes ago", lease]);
    expect(numbers(open("c"))).toEqual([["a", [1]]]);
  });

  it("goes on in a new folder when an heir took its own", () => {
    const spool = open("a");
    spool.append(group(1));
    die("a");
    expect(numbers(open("b"))).toEqual([["a", [1]]]);
    const entry = spool.append(group(2));
    expect(spool.read(entry!)).toBe('{"first":2}');
  });

  it.each([
    ["its folder", () => rmSync(join(parent, "a"), { recursive: true })],
    ["the file that it writes to", () => rmSync(join(parent, "a", "00000001.segment"))],
  ])(
    "gives back what it wrote before someone removed %s, and goes on in a new file",
    (_, remove) => {
      const spool = open("a");
      const removed = spool.append(group(1))!;
      remove();
      expect(spool.holds(removed)).toBe(false);
      const kept = spool.append(group(2, "x".repeat(300_000)))!;
      spool.append(group(3));
      expect(spool.holds(kept)).toBe(true);
      expect(spool.read(removed)).toBe('{"first":1}');
      expect(troubles).toEqual([]);
    },
  );

  it.skipIf(process.platform !== "linux")(
    "holds no removed file open once what is in it is settled, nor after it was closed",
    () => {
      const spool = open("a");
      const entries = [1, 2, 3, 4].map((number) => {
        const entry = spool.append(group(number))!;
        spool.keepStats({} as never);
        rmSync(join(parent, "a"), { recursive: true });
        spool.holds(entry);
        return entry;
      });
      spool.append(group(5));
      expect(openRemoved()).toBe(4);
      for (const entry of entries.slice(0, 3)) spool.release(entry);
      expect(openRemoved()).toBe(1);
      spool.close();
      expect(openRemoved()).toBe(0);
      expect(troubles).toEqual([]);
    },
  );

  it("reads what it wrote, and says that it cannot write, while a file stands where its folder was", () => {
    const spool = open("a");
    const entry = spool.append(group(1))!;
    rmSync(join(parent, "a"), { recursive: true });
    writeFileSync(join(parent, "a"), "");
    spool.holds(entry);
    expect(spool.append(group(2))).toBeUndefined();
    expect(troubles).toHaveLength(1);
    expect(spool.read(entry)).toBe('{"first":1}');
  });

  it("refuses what goes beyond its bound, and takes more once something was released", () => {
    const spool = open("a", 1_000);
    const entry = spool.append(group(1, "x".repeat(600)))!;
    expect(spool.append(group(2, "x".repeat(600)))).toBeUndefined();
    spool.release(entry);
    expect(spool.append(group(3, "x".repeat(600)))).toBeDefined();
    expect(troubles).toEqual([]);
  });

  it("removes full segments one by one as they are acknowledged", () => {
    const spool = open("a");
    const entries = Array.from({ length: 30 }, (_, i) =>
      spool.append(group(i, "x".repeat(100_000)))!,
    );
    const segments = (): number =>
      readdirSync(join(parent, "a")).filter((name) => name.endsWith(".segment")).length;
    expect(segments()).toBe(10);
    for (const entry of entries.slice(0, 15)) spool.release(entry);
    expect(segments()).toBe(5);
  });

  it("removes later what it could not remove when it was settled", () => {
    const spool = open("a");
    const entry = spool.append(group(1, "x".repeat(300_000)))!;
    const missing = spool.append(group(2))!;
    const file = join(parent, "a", "00000001.segment");
    rmSync(file);
    mkdirSync(file);
    spool.release(entry);
    expect(troubles).toHaveLength(1);
    rmSync(file, { recursive: true });
    writeFileSync(file, "");
    rmSync(join(parent, "a", "00000002.segment"));
    // Has it look again at what is there.
    spool.holds(missing);
    spool.append(group(3));
    expect(readdirSync(join(parent, "a")).toSorted()).toEqual(["00000003.segment", "lease.json"]);
  });

  it.each([
    ["an empty segment", (file: string) => truncateSync(file, 0)],
    ["garbage", (file: string) => writeFileSync(file, Buffer.alloc(5_000, 0xa5))],
    ["a segment that is gone", (file: string) => rmSync(file)],
  ])("survives %s", (what, damage) => {
    const spool = open("a");
    spool.append(group(1));
    spool.close();
    damage(join(parent, "a", "00000001.segment"));
    expect(numbers(open("b"))).toEqual([]);
    const codes = troubles.map((error) => (error as { code?: string }).code);
    expect(codes).toEqual(what === "garbage" ? ["PEEK_W_SPOOL_DAMAGED"] : []);
    expect(readdirSync(parent)).toEqual([]);
  });

  it("leaves files and hidden folders beside the spools alone", () => {
    writeFileSync(join(parent, "dead-letters.ndjson"), "{}\n");
    mkdirSync(join(parent, ".half-made"));
    expect(numbers(open("a"))).toEqual([]);
    expect(readdirSync(parent).toSorted()).toEqual([".half-made", "dead-letters.ndjson"]);
  });

  it("hands on the dead owner's last word, and how many of a group are summaries", () => {
    const dead = open("dead");
    const stats = {
      accepted: 9,
      delivered: 2,
      spooled: 1,
      pending: 0,
      summarised: 5,
      dropped: { x: 1 },
    };
    dead.append({ ...group(1), last: 3, summaries: 2 });
    dead.keepStats(stats);
    dead.close();
    const [lot] = [...open("heir").adopt()];
    expect(lot).toMatchObject({ stats, groups: [{ first: 1, last: 3, summaries: 2 }] });
  });

  it("leaves to others what an heir, that is no more, took from it: it has that in memory", () => {
    const spool = open("a");
    spool.append(group(1));
    renameSync(join(parent, "a"), join(parent, "a.heir"));
    die("a.heir");
    expect(numbers(spool)).toEqual([]);
    expect(numbers(open("other"))).toEqual([["a", [1]]]);
  });

  it("adopts nothing where the folder of all spools was removed", () => {
    const spool = open("a");
    rmSync(parent, { recursive: true });
    expect(numbers(spool)).toEqual([]);
  });

  it("announces what is older than a week as lost", () => {
    const dead = open("dead");
    dead.append(group(1));
    dead.append(group(2));
    dead.close();
    spawnSync("touch", ["-d", "8 days ago", join(parent, "dead", "00000001.segment")]);
    const adopted = [...lots(open("heir"))];
    expect(adopted.flatMap(({ groups }) => groups)).toEqual([]);
    expect(adopted.flatMap(({ lost }) => lost)).toEqual([
      { first: 1, last: 1, reason: "too_old" },
      { first: 2, last: 2, reason: "too_old" },
    ]);
    expect(readdirSync(parent)).toEqual([]);
  });

  it("keeps refused records line by line in a file of bounded size", () => {
    const spool = open("a");
    const letter = { instance: "a", reason: "refused" as const, header: '"sdk":{},"resource":{}' };
    for (let i = 0; i < 40; i++) {
      const text = JSON.stringify({ first: i, last: i, pad: "x".repeat(100_000) });
      spool.addDeadLetter({ ...letter, text });
    }
    expect(troubles).toEqual([]);
    const files = ["dead-letters.older.ndjson", "dead-letters.ndjson"].map((name) =>
      join(parent, name),
    );
    for (const file of files) expect(statSync(file).size).toBeLessThanOrEqual(1024 * 1024);
    expect(statSync(files[1]!).mode & 0o777).toBe(0o600);
    const letters = files.flatMap((file) => readFileSync(file, "utf8").trim().split("\n"));
    expect(JSON.parse(letters.at(-1)!)).toMatchObject({
      reason: "refused",
      instance: "a",
      resource: {},
      group: { first: 39 },
    });
  });

  it("says that it cannot write and goes on", () => {
    const file = join(parent, "file");
    writeFileSync(file, "");
    const spool = new NodeSpool(file, "a", 1e9, (error) => troubles.push(error));
    expect(spool.append(group(1))).toBeUndefined();
    expect(troubles).toHaveLength(1);
  });
});
