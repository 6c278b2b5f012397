import { mkdir, readFile, rename, stat, unlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PeekError } from "@peekjs/protocol";
import { createOwner, parseOwner, stateOf, type LockOwner } from "./lock-owner.ts";

/** Milliseconds between two signs of life. */
const HEARTBEAT = 2_000;

/** Milliseconds without a sign of life after which an owner that cannot be looked at is given up. */
const SILENCE = 10_000;

const FILE = "lock";

export interface FolderLockOptions {
  directory: string;
  /** Told when another process has taken the folder, because this one was stopped for long. */
  reportError: (error: unknown) => void;
  /** Default: 2,000. */
  heartbeat?: number | undefined;
  /** Default: 10,000. */
  silence?: number | undefined;
}

/** Keeps other processes away from a folder. */
export interface FolderLock {
  release(): Promise<void>;
}

/**
 * Locks a folder for this process. The lock of a process that is gone is taken over; where its owner cannot be looked at
 * (another machine, another container), when it gives no sign of life for ten seconds.
 *
 * @throws {@link PeekError} `PEEK_E_DESTINATION_STORAGE_LOCKED` when a living process, this one included, holds it
 */
export async function lockFolder(options: FolderLockOptions): Promise<FolderLock> {
  const { directory, silence = SILENCE } = options;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, FILE);
  const owner = createOwner();
  const content = JSON.stringify(owner);
  for (let attempt = 0; attempt < 5; attempt++) {
    if (await create(path, content)) return hold(options, path, owner);
    const found = await readFile(path, "utf8").catch(() => "");
    const other = parseOwner(found);
    const state = other === undefined ? "unknown" : stateOf(other);
    if (state === "alive") throw lockedError(directory, other);
    if (state === "unknown" && !(await isSilent(path, silence)))
      throw lockedError(directory, other);
    if (await takeOver(path, found, content)) return hold(options, path, owner);
  }
  throw lockedError(directory, undefined);
}

async function create(path: string, content: string): Promise<boolean> {
  try {
    await writeFile(path, content, { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return false;
  }
}

/**
 * Of those that find the same lock left behind, one makes the claim to it, and replaces it only if it is still that one:
 * who comes late with an old finding leaves the new lock alone.
 */
async function takeOver(path: string, found: string, content: string): Promise<boolean> {
  const claim = `${path}.${parseOwner(found)?.token ?? "damaged"}`;
  if (!(await create(claim, content))) {
    // Whoever made it died right then, if it is still there a while later.
    if (await isSilent(claim, HEARTBEAT)) await unlink(claim).catch(() => undefined);
    return false;
  }
  const isSame = (await readFile(path, "utf8").catch(() => undefined)) === found;
  if (isSame) await rename(claim, path);
  else await unlink(claim);
  return isSame;
}

/** Watched rather than compared with the clock, which another machine may have set otherwise. */
async function isSilent(path: string, milliseconds: number): Promise<boolean> {
  const before = await modifiedAt(path);
  const end = performance.now() + milliseconds;
  while (performance.now() < end) {
    await sleep(Math.min(250, milliseconds));
    if ((await modifiedAt(path)) !== before) return false;
  }
  return true;
}

async function modifiedAt(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
}

function hold(
  { directory, reportError, heartbeat = HEARTBEAT }: FolderLockOptions,
  path: string,
  owner: LockOwner,
): FolderLock {
  const isOurs = async (): Promise<boolean> => {
    try {
      return parseOwner(await readFile(path, "utf8"))?.token === owner.token;
    } catch (error) {
      // A disk that fails for a moment tells nothing.
      return (error as NodeJS.ErrnoException).code !== "ENOENT";
    }
  };
  const beat = async (): Promise<void> => {
    const now = new Date();
    if (await isOurs()) return utimes(path, now, now).catch(() => undefined);
    clearInterval(timer);
    reportError(lostError(directory));
  };
  const timer = setInterval(() => void beat(), heartbeat).unref();
  return {
    async release() {
      clearInterval(timer);
      if (await isOurs()) await unlink(path).catch(() => undefined);
    },
  };
}

function lockedError(directory: string, owner: LockOwner | undefined): PeekError {
  const who = owner === undefined ? "another process" : `process ${owner.pid} on ${owner.host}`;
  return new PeekError(
    "PEEK_E_DESTINATION_STORAGE_LOCKED",
    `The folder ${directory} is in use by ${who}: two would delete each other's events. Give each process a folder of its own, or stop that one.`,
  );
}

function lostError(directory: string): PeekError {
  return new PeekError(
    "PEEK_E_DESTINATION_STORAGE_LOCKED",
    `Another process has taken the folder ${directory}, because this one was stopped for long, or its lock was removed. Stop this process: what it keeps there may be lost.`,
  );
}
