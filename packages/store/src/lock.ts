import { readFileSync } from "node:fs";
import { readFile, rename, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { randomUUID } from "node:crypto";
import { PeekError } from "@peekjs/protocol";
import { directoryError } from "./directory.ts";

interface Owner {
  pid: number;
  /** When the process started, as the kernel tells it: a later process with the same id differs. */
  startedAt: string;
}

/** Keeps other stores away from a directory. */
export interface DirectoryLock {
  release: () => Promise<void>;
}

/**
 * Locks a directory for this process. The lock of a process that is gone is taken over.
 *
 * @throws PeekError `PEEK_E_STORE_LOCKED` when a living process, this one included, has it open.
 */
export async function lockDirectory(root: string): Promise<DirectoryLock> {
  const path = join(root, "lock");
  const content = JSON.stringify({
    pid: process.pid,
    startedAt: startOf(process.pid),
  } satisfies Owner);
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      await writeFile(path, content, { flag: "wx", mode: 0o600 });
      return { release: () => unlink(path) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw directoryError(root, error);
    }
    const found = await readFile(path, "utf8").catch(() => "");
    const owner = parseOwner(found);
    if (owner && isAlive(owner)) throw lockedError(root, owner.pid);
    await removeStale(path, found);
  }
  throw lockedError(root, undefined);
}

export function lockedError(root: string, pid: number | undefined): PeekError {
  return new PeekError(
    "PEEK_E_STORE_LOCKED",
    `The data directory ${root} is in use by ${pid === undefined ? "another process" : `process ${pid}`}. ` +
      "Stop that process, or choose another directory.",
  );
}

/** Two that find the same stale lock rename one after the other: the second puts back what the first wrote since. */
async function removeStale(path: string, content: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  if ((await readFile(aside, "utf8")) === content) await unlink(aside);
  else await rename(aside, path);
}

function parseOwner(content: string): Owner | undefined {
  try {
    const owner = JSON.parse(content) as Partial<Owner>;
    return typeof owner.pid === "number"
      ? { pid: owner.pid, startedAt: owner.startedAt ?? "" }
      : undefined;
  } catch {
    return undefined;
  }
}

function isAlive({ pid, startedAt }: Owner): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  return startedAt === startOf(pid);
}

/** Boot and start time on Linux; empty where the system does not tell, so that a living process id decides alone. */
function startOf(pid: number): string {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    const status = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The command's name, in brackets, may hold anything; the start time is the 20th field after it.
    const fields = status.slice(status.lastIndexOf(")") + 2).split(" ");
    return `${boot}:${fields[19]}`;
  } catch {
    return "";
  }
}
