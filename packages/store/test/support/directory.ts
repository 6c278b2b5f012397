import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Store } from "@peekjs/protocol";
import { onTestFinished } from "vitest";
import type { StoreOptions } from "../../src/index.ts";
import { openStore } from "../../src/index.ts";

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
  const store = await openStore({ directory, threads: 1, ...options });
  onTestFinished(() => store.close());
  return store;
}
