import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, stat, unlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ownProcess, processState, type ProcessOwner } from "./process-owner.ts";

/** Milliseconds between two signs of life. */
const HEARTBEAT = 2_000;

/** Milliseconds without a sign of life after which an owner that cannot be looked at is given up. */
const SILENCE = 10_000;

/** Milliseconds in which a file is whole that was there already. */
const WRITING = 1_000;

export interface FolderLockOptions {
  /** It is made, for this user alone. */
  directory: string;
  /** Name of the file that is the lock. Default: `lock`. */
  file?: string | undefined;
  /** The error when a living process holds it. */
  locked: (owner: ProcessOwner | undefined) => Error;
  /** Told when another process has taken the folder, because this one was stopped for long, or its lock was removed. */
  onLost: () => void;
  /** Default: 2,000. */
  heartbeat?: number | undefined;
  /** Default: 10,000. */
  silence?: number | undefined;
}

/** Keeps other processes away from a folder. */
export interface FolderLock {
  release(): Promise<void>;
}

/** What is in the file. */
interface Holder extends ProcessOwner {
  /** Of this lock alone. */
  token: string;
}

/**
 * Locks a folder for this process, by a file in it. The lock of a process that is gone is taken over; where its owner
 * cannot be looked at (another machine, another container), when it gives no sign of life for ten seconds.
 *
 * @throws what `locked` makes, when a living process, this one included, holds it; the system's error
 */
export async function lockFolder(options: FolderLockOptions): Promise<FolderLock> {
  const { directory, file = "lock", locked, silence = SILENCE } = options;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, file);
  const holder = { ...ownProcess(), token: randomUUID() };
  const content = JSON.stringify(holder);
  for (let attempt = 0; attempt < 5; attempt++) {
    if (await create(path, content)) return hold(options, path, holder);
    const found = await readFile(path, "utf8").catch(() => "");
    const other = parseHolder(found);
    const state = other === undefined ? "unknown" : processState(other);
    if (state === "alive") throw locked(other);
    const patience = other === undefined ? Math.min(silence, WRITING) : silence;
    if (state === "unknown" && !(await isSilent(path, patience))) throw locked(other);
    if (await takeOver(path, found, content)) return hold(options, path, holder);
  }
  throw locked(undefined);
}

function parseHolder(content: string): Holder | undefined {
  try {
    const holder = JSON.parse(content) as Partial<Holder> | null;
    const isHolder = typeof holder?.pid === "number" && typeof holder.token === "string";
    return isHolder ? (holder as Holder) : undefined;
  } catch {
    return undefined;
  }
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
  const claim = `${path}.${parseHolder(found)?.token ?? "damaged"}`;
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
  { onLost, heartbeat = HEARTBEAT }: FolderLockOptions,
  path: string,
  { token }: Holder,
): FolderLock {
  const isOurs = async (): Promise<boolean> => {
    try {
      return parseHolder(await readFile(path, "utf8"))?.token === token;
    } catch (error) {
      // A disk that fails for a moment tells nothing.
      return (error as NodeJS.ErrnoException).code !== "ENOENT";
    }
  };
  let isOver = false;
  const beat = async (): Promise<void> => {
    const now = new Date();
    if (await isOurs()) return utimes(path, now, now).catch(() => undefined);
    // Where the file takes long to read, several beats find it at once.
    if (isOver) return;
    isOver = true;
    clearInterval(timer);
    onLost();
  };
  const timer = setInterval(() => void beat(), heartbeat).unref();
  return {
    async release() {
      isOver = true;
      clearInterval(timer);
      if (await isOurs()) await unlink(path).catch(() => undefined);
    },
  };
}
