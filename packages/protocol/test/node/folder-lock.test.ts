import { spawn } from "node:child_process";
import { pbkdf2 } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it, onTestFinished, vi } from "vitest";
import {
  lockFolder,
  ownProcess,
  type FolderLock,
  type ProcessOwner,
} from "../../src/node/index.ts";

const LOCKED = "The folder is locked.";
const derive = promisify(pbkdf2);

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "peek-lock-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function lock(directory: string, onLost = vi.fn()): Promise<FolderLock> {
  const locked = (): Error => new Error(LOCKED);
  const held = await lockFolder({ directory, locked, onLost, heartbeat: 20, silence: 200 });
  onTestFinished(() => held.release());
  return held;
}

function leave(directory: string, owner: Partial<ProcessOwner>, token = "theirs"): void {
  writeFileSync(join(directory, "lock"), JSON.stringify({ ...ownProcess(), token, ...owner }));
}

async function endedProcess(): Promise<number> {
  const child = spawn(process.execPath, ["--version"], { stdio: "ignore" });
  await once(child, "exit");
  return child.pid!;
}

it("keeps others away until it is released", async () => {
  const directory = temporaryFolder();
  const held = await lock(directory);
  await expect(lock(directory)).rejects.toThrow(LOCKED);
  await held.release();
  expect(readdirSync(directory)).toEqual([]);
  await lock(directory);
});

it("is taken over from a process that is gone", async () => {
  const directory = temporaryFolder();
  leave(directory, { pid: await endedProcess() });
  await lock(directory);
  await expect(lock(directory)).rejects.toThrow(LOCKED);
});

it("is taken over from one whose id a later process has", async () => {
  const directory = temporaryFolder();
  leave(directory, { pid: process.ppid, processStart: "1" });
  await lock(directory);
});

it("is taken over from one elsewhere that gives no sign of life, and from a damaged file", async () => {
  const elsewhere = temporaryFolder();
  leave(elsewhere, { host: "another", pid: 1 });
  await lock(elsewhere);
  const damaged = temporaryFolder();
  writeFileSync(join(damaged, "lock"), "");
  await lock(damaged);
});

it("is not taken over from one elsewhere that lives", async () => {
  const directory = temporaryFolder();
  leave(directory, { pidNamespace: "pid:[1]", pid: 1 });
  let second = 0;
  const beat = setInterval(() => utimesSync(join(directory, "lock"), 0, ++second), 20);
  onTestFinished(() => clearInterval(beat));
  await expect(lock(directory)).rejects.toThrow(LOCKED);
});

it("is won by one of several that find it left behind", async () => {
  const directory = temporaryFolder();
  leave(directory, { pid: await endedProcess() });
  const ends = await Promise.allSettled(Array.from({ length: 5 }, () => lock(directory)));
  expect(ends.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

it("tells when another has taken the folder, and leaves that one's lock alone", async () => {
  const directory = temporaryFolder();
  const onLost = vi.fn();
  const held = await lock(directory, onLost);
  leave(directory, { host: "another" });
  await expect.poll(() => onLost.mock.calls.length, { timeout: 10_000 }).toBe(1);
  await held.release();
  expect(readFileSync(join(directory, "lock"), "utf8")).toContain("theirs");
});

it("tells it once, however long the file takes to read", async () => {
  const directory = temporaryFolder();
  const onLost = vi.fn();
  const held = await lock(directory, onLost);
  leave(directory, { host: "another" });
  // Reads wait for a thread meanwhile: several heartbeats find at once that the lock is gone.
  await Promise.all(Array.from({ length: 8 }, () => derive("key", "salt", 20_000, 64, "sha512")));
  await expect.poll(() => onLost.mock.calls.length).toBeGreaterThan(0);
  await held.release();
  expect(onLost).toHaveBeenCalledOnce();
});
