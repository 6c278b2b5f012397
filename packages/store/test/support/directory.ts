import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Store } from "@peekjs/protocol";
import { onTestFinished } from "vitest";
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

/** A store for all tests of a file: its `beforeAll` returns `close`. */
export async function openForFile(): Promise<{ store: Store; close: () => Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), "peek-store-"));
  const store = await openStore({ ...KEEP_EVERYTHING, directory, threads: 1 });
  const close = async (): Promise<void> => {
    await store.close();
    await rm(directory, { recursive: true, force: true });
  };
  return { store, close };
}
