import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync, rmSync, statfsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PeekError } from "@peekjs/protocol";
import { openStore } from "../../src/index.ts";
import { ADA } from "./ada-texts.ts";
import { NOON, batchOf, requestRecord } from "./batch.ts";
import { eventsBatch, trackEvent } from "./product-events.ts";

/** Run on a small disk, of which the first copy of a file fills the rest: erases a user, and prints what came of it. */
const directory = process.argv[2]!;
const ballast = join(directory, "ballast");
const root = join(directory, "store");
const days = join(root, "days");
const store = await openStore({ directory: root, threads: 1, retentionDays: Infinity });
const keep = (count: number) =>
  store.append(
    batchOf(
      Array.from({ length: count }, () =>
        requestRecord({ path: `/${randomBytes(64).toString("hex")}`, route: "/eve" }),
      ),
    ),
  );
const erase = (): Promise<string | undefined> =>
  store.eraseUser(ADA.id).then(
    () => undefined,
    (error: PeekError) => error.code,
  );
const state = async () => {
  const range = { from: NOON - 60_000, to: NOON + 60_000, filter: [], limit: 9 };
  const { rows } = await store.top({ ...range, dimension: "endpoint", order: "requests" });
  return { isKnown: (await store.user(ADA.id)) !== undefined, of: rows[0]!.requests };
};

const leave = (bytes: number): void => {
  rmSync(ballast, { force: true });
  const { bavail, bsize } = statfsSync(directory);
  writeFileSync(ballast, Buffer.alloc(bavail * bsize - bytes));
};

await store.append(eventsBatch([trackEvent({ userId: ADA.id })]));
await keep(20_000);
await store.services();

leave(0);
// DuckDB refuses a file whose checkpoint failed.
const isUnfit = await store.eraseUser("nobody").catch(() => true);
const full = { isUnfit, ...(await state()) };

leave(3 * 1024 * 1024);
const before = { code: await erase(), ...(await state()) };
rmSync(ballast);

const code = await erase();
const copies = readdirSync(days).filter((name) => name.includes(".rewritten"));
const halfway = { code, ...(await state()), copies };
rmSync(join(directory, "filled"));

await keep(1);
await store.eraseUser("nobody");
const after = await state();
await store.close();
const files = readdirSync(root, { recursive: true, encoding: "utf8" })
  .map((name) => join(root, name))
  .filter((path) => statSync(path).isFile());
const mentions = files.filter((path) => readFileSync(path).includes(ADA.id));
const left = files.filter((path) => /erasing|rewritten/.test(path));
process.stdout.write(
  JSON.stringify({ full, before, halfway, after: { ...after, mentions, left } }),
);
