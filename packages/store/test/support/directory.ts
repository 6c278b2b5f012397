import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Store } from "@peekjs/protocol";
import { afterAll, onTestFinished } from "vitest";
import type { StoreOptions } from "../../src/index.ts";
import { openStore } from "../../src/index.ts";

/** The tests' events have fixed times, which become older as the years go by. */
const KEEP_EVERYTHING = { retentionDays: Infinity, rollupDays: Infinity };

export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "peek-store-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** A store that is closed when the test ends. */
export async function openForTest(
  directory: string,
  options: Partial<StoreOptions> = {},
): Promise<Store> {
  const store = await openStore({ ...KEEP_EVERYTHING, directory, threads: 1, ...options });
  onTestFinished(() => store.close());
  return store;
}

/** A store in a directory of its own that lasts as long as the tests of a file. */
export async function openForFile(): Promise<Store> {
  const directory = await mkdtemp(join(tmpdir(), "peek-store-"));
  const store = await openStore({ ...KEEP_EVERYTHING, directory, threads: 1 });
  closing.push(async () => {
    await store.close();
    await rm(directory, { recursive: true, force: true });
  });
  return store;
}

const closing: (() => Promise<void>)[] = [];

afterAll(async () => {
  for (const close of closing.splice(0)) await close();
});
