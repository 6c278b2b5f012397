import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Outbox } from "../../src/delivery/outbox.ts";
import type { OutboxGroup } from "../../src/delivery/outbox-group.ts";
import { NodeSpool } from "../../src/node/spool/node-spool.ts";

let folder: string;
let spool: NodeSpool;
let outbox: Outbox;
const group = (first: number, summaries = 0): OutboxGroup => {
  const text = `{"first":${first},"last":${first}}`;
  return { first, last: first, text, bytes: text.length, header: '"sdk":{}', summaries };
};
const fail = (error: unknown): never => {
  throw error;
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "peek-outbox-"));
  spool = new NodeSpool(folder, "a", 1e9, fail);
  outbox = new Outbox("a", spool, 500);
});
afterEach(() => {
  spool.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("Outbox", () => {
  it("tells since when the oldest waits that is in memory alone, and of one that tells no time that it is due", () => {
    expect(outbox.unwrittenSince).toBeUndefined();
    outbox.add({ ...group(1), since: 70 });
    outbox.add({ ...group(2), since: 80 });
    expect(outbox.unwrittenSince).toBe(70);
    const [first] = outbox.take(1, 1e9)!.groups;
    outbox.settle([first!]);
    expect(outbox.unwrittenSince).toBe(80);
    outbox.writeAll();
    expect(outbox.unwrittenSince).toBeUndefined();
    outbox.add(group(3));
    expect(outbox.unwrittenSince).toBe(0);
  });

  it("keeps thousands of groups on disk as a few, and gives them back one by one", () => {
    for (let first = 1; first <= 2_000; first++) {
      outbox.add(group(first));
      outbox.relieve(0, 0, 1);
    }
    expect(outbox).toMatchObject({ inMemory: 0, onDisk: 2_000, bytesInMemory: 0 });
    const batches = [];
    for (let batch = outbox.take(1_000, 1e9); batch; batch = outbox.take(1_000, 1e9)) {
      batches.push(batch.groups);
    }
    expect(batches.map((groups) => groups.length)).toEqual([2, 2]);
    const texts = batches.flat().map((each) => outbox.text(each));
    const numbers = (JSON.parse(`[${texts.join()}]`) as { first: number }[]).map(
      ({ first }) => first,
    );
    expect(numbers).toEqual(Array.from({ length: 2_000 }, (_, i) => i + 1));
    for (const groups of batches) outbox.settle(groups);
    expect(outbox.onDisk).toBe(0);
    expect(outbox.isEmpty).toBe(true);
  });

  it.each([
    // Each of ten numbers.
    { summaries: 0, taken: 3 },
    { summaries: 4, taken: 5 },
    { summaries: 10, taken: 1_000 },
  ])("gives what fits: of groups with $summaries summaries $taken", ({ summaries, taken }) => {
    for (let first = 1; first < 15_000; first += 10) {
      outbox.add({ ...group(first, summaries), last: first + 9 });
    }
    expect(outbox.take(30, 1e9)?.groups).toHaveLength(taken);
  });

  it("joins whatever order the groups were freed in", () => {
    for (let first = 1; first <= 6; first++) outbox.add(group(first));
    outbox.relieve(3, 1e9, 3);
    outbox.relieve(0, 0, 3);
    // The newest were written first: side by side on disk are only neighbours in the order of writing.
    expect(
      outbox
        .take(6, 1e9)!
        .groups.map((each) => outbox.text(each))
        .join(),
    ).toBe([1, 2, 3, 4, 5, 6].map((first) => group(first).text).join());
  });

  it("frees no more groups at a time than it is allowed to, also of those on disk", () => {
    for (let first = 1; first <= 3; first++) outbox.add(group(first));
    outbox.writeAll();
    outbox.relieve(0, 0, 0, 2);
    expect(outbox).toMatchObject({ inMemory: 1, onDisk: 2 });
  });

  it("writes ahead what is in memory alone, once, also what is under way", () => {
    for (let first = 1; first <= 3; first++) outbox.add(group(first));
    const { groups } = outbox.take(1, 1e9)!;
    outbox.settle(groups);
    outbox.take(1, 1e9);
    expect([outbox.writeAhead(), outbox.writeAhead(), outbox.writeAhead()]).toEqual([
      true,
      false,
      false,
    ]);
    const { segment } = outbox.take(1, 1e9)!.groups[0]!.entry!;
    const written = readFileSync((segment as { path: string }).path, "latin1");
    expect(written.match(/"first":\d/g)).toEqual(['"first":2', '"first":3']);
  });

  it("keeps the place of a group that was cut twice until its last part is settled", () => {
    const text = '{"first":1,"last":4}';
    outbox.add({ ...group(1), last: 4, text, bytes: text.length });
    const [whole] = outbox.take(4, 1e9)!.groups;
    outbox.replace(whole!, [group(1), { ...group(2), last: 4 }]);
    while (outbox.writeAhead());
    const [first, rest] = parts();
    outbox.replace(rest!, [group(2), { ...group(3), last: 4 }]);
    outbox.settle([first!]);
    const [second, third] = parts();
    outbox.settle([second!]);
    expect(spool.holds(rest!.entry!)).toBe(true);
    expect(spool.read(rest!.entry!)).toBe(rest!.text);
    outbox.settle([third!]);
    expect(spool.read(rest!.entry!)).toBeUndefined();

    function parts(): OutboxGroup[] {
      outbox.recover();
      return outbox.take(4, 1e9)!.groups;
    }
  });

  it("writes no part beside its whole, and counts it as on disk once all is left there", () => {
    const text = '{"first":1,"last":4}';
    outbox.add({ ...group(1), last: 4, text, bytes: text.length });
    outbox.writeAhead();
    const [whole] = outbox.take(4, 1e9)!.groups;
    const bytes = readFileSync((whole!.entry!.segment as { path: string }).path).length;
    outbox.replace(whole!, [group(1), { ...group(2), last: 4 }]);
    outbox.recover();
    outbox.relieve(0, 0, 10);
    outbox.writeAll();
    expect(readFileSync((whole!.entry!.segment as { path: string }).path)).toHaveLength(bytes);
    expect(outbox).toMatchObject({ inMemory: 4, onDisk: 0 });
    outbox.forgetWritten();
    expect(outbox).toMatchObject({ inMemory: 0, onDisk: 4 });
  });

  it("writes again what someone removed from the disk before it frees its memory", () => {
    for (let first = 1; first <= 3; first++) {
      outbox.add(group(first));
      outbox.writeAhead();
    }
    const [name] = readdirSync(join(folder, "a")).filter((file) => file.endsWith(".segment"));
    rmSync(join(folder, "a", name!));
    outbox.relieve(0, 0, 2);
    expect(outbox).toMatchObject({ inMemory: 1, onDisk: 2, hasUnwritten: true });
    outbox.writeAhead();
    outbox.relieve(0, 0, 0);
    const batch = outbox.take(3, 1e9)!;
    for (const { entry } of batch.groups) expect(spool.holds(entry!)).toBe(true);
    expect(batch.groups.map((each) => outbox.text(each))).not.toContain(undefined);
    outbox.settle(batch.groups);
    expect(outbox).toMatchObject({ isEmpty: true, inMemory: 0, onDisk: 0 });
  });

  it("salvages what is whole around a damaged record", () => {
    for (let first = 1; first <= 5; first++) {
      const each = group(first);
      each.entry = spool.append({ ...each, text: each.text! });
      outbox.add(each);
    }
    outbox.relieve(0, 0, 0);
    const [name] = readdirSync(join(folder, "a")).filter((file) => file.endsWith(".segment"));
    const file = join(folder, "a", name!);
    const bytes = readFileSync(file);
    bytes.write("?", bytes.indexOf('{"first":3') + 2);
    writeFileSync(file, bytes);
    const { groups } = outbox.take(5, 1e9)!;
    expect(groups).toHaveLength(1);
    expect(outbox.text(groups[0]!)).toBeUndefined();
    const { whole, damaged } = outbox.salvage(groups[0]!);
    expect(whole.map(({ first }) => first)).toEqual([1, 2, 4, 5]);
    expect(damaged.map(({ first, last }) => [first, last])).toEqual([[3, 3]]);
    outbox.settle([...whole, ...damaged]);
    expect(outbox).toMatchObject({ isEmpty: true, inMemory: 0, onDisk: 0 });
  });

  it("counts the summaries of a damaged group as such", () => {
    const each = { ...group(1), last: 10, summaries: 4 };
    each.entry = spool.append({ ...each, text: each.text! });
    outbox.add(each);
    outbox.relieve(0, 0, 0);
    expect(outbox.onDisk).toBe(6);
    const [name] = readdirSync(join(folder, "a")).filter((file) => file.endsWith(".segment"));
    writeFileSync(join(folder, "a", name!), "");
    const [taken] = outbox.take(10, 1e9)!.groups;
    const { damaged } = outbox.salvage(taken!);
    expect(damaged).toMatchObject([{ first: 1, last: 10, summaries: 4 }]);
    outbox.settle(damaged);
    expect(outbox).toMatchObject({ inMemory: 0, onDisk: 0 });
  });

  it("keeps anew what was removed from the disk while it is still in memory", () => {
    const each = group(1);
    each.entry = spool.append({ ...each, text: each.text! });
    outbox.add(each);
    rmSync(join(folder, "a"), { recursive: true });
    outbox.writeAll();
    spool.close();
    const [lot] = [...new NodeSpool(folder, "b", 1e9, fail).adopt()];
    expect(lot!.groups.map(({ first }) => first)).toEqual([1]);
  });

  it("writes at most as many groups as it may, and does not put back what was settled", () => {
    for (let first = 1; first <= 4; first++) outbox.add(group(first));
    outbox.relieve(0, 0, 2);
    expect(outbox).toMatchObject({ inMemory: 2, onDisk: 2 });
    const { groups } = outbox.take(2, 1e9)!;
    outbox.settle([groups[0]!]);
    outbox.putBack(groups);
    expect(outbox.holdsUpTo(1)).toBe(false);
    expect(outbox.holdsUpTo(2)).toBe(true);
  });
});
