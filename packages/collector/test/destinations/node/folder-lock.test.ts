import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { lockFolder, type FolderLock } from "../../../src/destinations/node/folder-lock.ts";
import { createOwner, type LockOwner } from "../../../src/destinations/node/lock-owner.ts";
import { openDestinationStorage } from "../../../src/destinations/node/open-destination-storage.ts";
import { temporaryFolder } from "../support/events.ts";

const LOCKED = { code: "PEEK_E_DESTINATION_STORAGE_LOCKED" };

async function lock(directory: string, reportError = vi.fn()): Promise<FolderLock> {
  const held = await lockFolder({ directory, reportError, heartbeat: 20, silence: 200 });
  onTestFinished(() => held.release());
  return held;
}

function leave(directory: string, owner: Partial<LockOwner>): void {
  writeFileSync(join(directory, "lock"), JSON.stringify({ ...createOwner(), ...owner }));
}

async function endedProcess(): Promise<number> {
  const child = spawn(process.execPath, ["--version"], { stdio: "ignore" });
  await once(child, "exit");
  return child.pid!;
}

it("lets one storage at a time have a folder, and the next when it is closed", async () => {
  const directory = temporaryFolder();
  const first = await openDestinationStorage({ directory });
  await expect(openDestinationStorage({ directory })).rejects.toMatchObject(LOCKED);
  await first.outbox.add({ source: {}, events: [], requests: [] });
  await first.close();
  const second = await openDestinationStorage({ directory });
  await second.close();
  expect(existsSync(join(directory, "lock"))).toBe(false);
});

it("is taken over from a process that is gone", async () => {
  const directory = temporaryFolder();
  leave(directory, { pid: await endedProcess() });
  await lock(directory);
  await expect(lock(directory)).rejects.toMatchObject(LOCKED);
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
  await expect(lock(directory)).rejects.toMatchObject(LOCKED);
});

it("is won by one of several that find it left behind", async () => {
  const directory = temporaryFolder();
  leave(directory, { pid: await endedProcess() });
  const ends = await Promise.allSettled(Array.from({ length: 5 }, () => lock(directory)));
  expect(ends.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

it("tells when another has taken the folder, and leaves that one's lock alone", async () => {
  const directory = temporaryFolder();
  const reportError = vi.fn();
  const held = await lock(directory, reportError);
  leave(directory, { host: "another", token: "theirs" });
  await expect.poll(() => reportError.mock.calls, { timeout: 10_000 }).toMatchObject([[LOCKED]]);
  await held.release();
  expect(readFileSync(join(directory, "lock"), "utf8")).toContain("theirs");
});
