import {
  chownSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { AuditLog } from "../../src/files/audit-log.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const COLLECTOR = 12_345;

function create(path: string, maxBytes?: number) {
  const reported: unknown[] = [];
  const log = new AuditLog(path, { report: (error) => reported.push(error), maxBytes });
  return { log, reported };
}

const linesOf = (path: string) =>
  readFileSync(path, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test("appends a line for each event, to a file of this user alone", async () => {
  const path = join(temporaryFolder(), "audit.jsonl");
  const { log, reported } = create(path);
  await log.append({ action: "first", name: "a\nb\u202E" });
  await create(path).log.append({ action: "second" });
  expect(linesOf(path)).toEqual([
    { at: expect.any(String), action: "first", name: "a\nb\u202E" },
    { at: expect.any(String), action: "second" },
  ]);
  expect(readFileSync(path, "utf8")).not.toContain("\u202E");
  expect(Date.parse(linesOf(path)[0]!["at"] as string)).toBeLessThanOrEqual(Date.now());
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(reported).toEqual([]);
});

test("keeps every line of all that write at once", async () => {
  const path = join(temporaryFolder(), "audit.jsonl");
  const logs = Array.from({ length: 5 }, () => create(path).log);
  await Promise.all(
    logs.flatMap((log, i) =>
      Array.from({ length: 20 }, (_, j) => log.append({ action: `${i} ${j}` })),
    ),
  );
  const actions = linesOf(path).map(({ action }) => action);
  expect(new Set(actions).size).toBe(100);
  const first = actions.filter((action) => String(action).startsWith("0 "));
  expect(first).toEqual(Array.from({ length: 20 }, (_, j) => `0 ${j}`));
});

test("takes no more than twice its bound, and loses the oldest lines first", async () => {
  const path = join(temporaryFolder(), "audit.jsonl");
  const { log } = create(path, 500);
  await Promise.all(Array.from({ length: 100 }, (_, i) => log.append({ action: `${i}` })));
  const sizes = [path, `${path}.1`].map((each) => statSync(each).size);
  expect(sizes[0]! + sizes[1]!).toBeLessThan(1_200);
  const actions = [...linesOf(`${path}.1`), ...linesOf(path)].map(({ action }) => Number(action));
  expect(actions.at(-1)).toBe(99);
  expect(actions).toEqual(actions.map((_, i) => actions[0]! + i));
  expect(statSync(`${path}.1`).mode & 0o777).toBe(0o600);
});

test("begins a line of its own where a full disk or a power failure cut the one before", async () => {
  const path = join(temporaryFolder(), "audit.jsonl");
  writeFileSync(path, '{"action":"fir');
  const { log } = create(path);
  await log.append({ action: "second" });
  await log.append({ action: "third" });
  const [cut, ...lines] = readFileSync(path, "utf8").trimEnd().split("\n");
  expect(cut).toBe('{"action":"fir');
  expect(lines.map((line) => (JSON.parse(line) as { action: string }).action)).toEqual([
    "second",
    "third",
  ]);
});

test("is whole when it is closed", async () => {
  const path = join(temporaryFolder(), "audit.jsonl");
  const { log } = create(path);
  for (let i = 0; i < 10; i++) void log.append({ action: `${i}` });
  await log.close();
  expect(linesOf(path)).toHaveLength(10);
});

test("reports once what cannot be written, and goes on when it can", async () => {
  const folder = temporaryFolder();
  const path = join(folder, "audit.jsonl");
  mkdirSync(path);
  const { log, reported } = create(path);
  await log.append({ action: "first" });
  await log.append({ action: "second" });
  const trouble = expect.objectContaining({
    code: "PEEK_W_AUDIT",
    message: expect.stringContaining("audit.jsonl (EISDIR)"),
  });
  expect(reported).toEqual([trouble]);
  rmSync(path, { recursive: true });
  await log.append({ action: "third" });
  expect(linesOf(path)).toMatchObject([{ action: "third" }]);
  rmSync(path);
  mkdirSync(path);
  await log.append({ action: "fourth" });
  expect(reported).toEqual([trouble, trouble]);
});

test("writes into no file that a link leads to", async () => {
  const folder = temporaryFolder();
  const [path, other] = [join(folder, "audit.jsonl"), join(folder, "other")];
  writeFileSync(other, "");
  symlinkSync(other, path);
  const { log, reported } = create(path);
  await log.append({ action: "first" });
  expect(readFileSync(other, "utf8")).toBe("");
  expect(reported).toMatchObject([{ code: "PEEK_W_AUDIT" }]);
});

test.skipIf(process.getuid?.() !== 0)(
  "an administrator's command leaves it to the user whose folder it is in",
  async () => {
    const folder = temporaryFolder();
    chownSync(folder, COLLECTOR, COLLECTOR);
    const path = join(folder, "audit.jsonl");
    await create(path).log.append({ action: "first" });
    expect(statSync(path)).toMatchObject({ uid: COLLECTOR, gid: COLLECTOR });
  },
);
