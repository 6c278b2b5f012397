import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { ADA } from "./ada-texts.ts";
import { ALL, DAY, expectOnlyBob, keepDay, mentions } from "./ada.ts";
import { NOON } from "./batch.ts";
import { openForTest, temporaryDirectory } from "./directory.ts";

const PROGRAM = fileURLToPath(new URL("erase-and-end.ts", import.meta.url));
const FAULT = new URL("fault-at-step.mjs", import.meta.url).href;

/** A store of two days with a user to erase, closed. */
export async function keptStore(): Promise<string> {
  const directory = await temporaryDirectory();
  const store = await openForTest(directory);
  await keepDay(store, NOON - DAY);
  await keepDay(store, NOON);
  await store.close();
  return directory;
}

/** Erases the user in a copy of the store, in a process that is killed before a step. Resolves with the steps begun. */
async function eraseAndDie(
  template: string,
  step: number,
): Promise<{ directory: string; steps: string[]; signal: string | null }> {
  const folder = await temporaryDirectory();
  const [directory, trace] = [join(folder, "store"), join(folder, "trace")];
  await cp(template, directory, { recursive: true });
  await writeFile(trace, "");
  const args = [...process.execArgv, "--import", FAULT, PROGRAM, directory];
  const env = { ...process.env, FAULT: `kill ${step} ${trace}` };
  const child = spawn(process.execPath, args, { stdio: "inherit", env });
  await once(child, "exit");
  const steps = (await readFile(trace, "utf8")).trimEnd().split("\n");
  return { directory, steps, signal: child.signalCode };
}

/** The steps of an erasure that nobody interrupts. */
export async function stepsOfErasure(template: string): Promise<string[]> {
  const { directory, steps, signal } = await eraseAndDie(template, 0);
  expect(signal).toBeNull();
  expect(await mentions(directory)).toEqual([]);
  return steps;
}

/** Kills an erasure before a step, and looks that the next start leaves nothing of the user and everything of others. */
export async function killBefore(template: string, step: number): Promise<void> {
  const { directory, steps, signal } = await eraseAndDie(template, step);
  expect([signal, steps.length]).toEqual(["SIGKILL", step]);
  const store = await openForTest(directory);
  // Before the ids are on the disk, it has not begun.
  if (step <= 2) {
    expect((await store.user(ADA.id))?.userIds).toContain(ADA.former);
    await store.eraseUser(ADA.id);
  }
  await expectOnlyBob(store, 2);
  const { entries } = await store.userTimeline({ ...ALL, id: "bob" });
  expect(entries).toHaveLength(2 * 4 + 1);
  await store.close();
  expect(await mentions(directory)).toEqual([]);
  expect((await readdir(directory)).toSorted()).toEqual([
    "days",
    "log",
    "rollups.duckdb",
    "temporary",
  ]);
  expect(await readdir(join(directory, "days"))).toEqual([
    "2026-11-20.duckdb",
    "2026-11-21.duckdb",
  ]);
}
