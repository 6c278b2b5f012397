import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Store } from "@peekjs/protocol";
import { openStore } from "@peekjs/store";
import { onTestFinished } from "vitest";

interface OpenedStore {
  store: Store;
  remove: () => Promise<void>;
}

async function open(): Promise<OpenedStore> {
  const directory = await mkdtemp(join(tmpdir(), "peek-collector-"));
  const store = await openStore({ directory, memoryLimit: "128MB", threads: 1 });
  const remove = async (): Promise<void> => {
    await store.close();
    await rm(directory, { recursive: true, force: true });
  };
  return { store, remove };
}

let shared: Promise<OpenedStore> | undefined;

/**
 * One store for all tests of a process that do not mind what others put there; it ends with the process, and its files with
 * the tests' temporary folder.
 */
export async function sharedStore(): Promise<Store> {
  shared ??= open();
  return (await shared).store;
}

/** An empty store, for the test that is running. */
export async function emptyStore(): Promise<Store> {
  const { store, remove } = await open();
  onTestFinished(remove);
  return store;
}
