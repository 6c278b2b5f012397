import { readFileSync, renameSync, statSync, unlinkSync, utimesSync, writeFileSync } from "node:fs";
import { threadId } from "node:worker_threads";
import { join } from "node:path";
import { ownProcess, processState, type ProcessOwner } from "@peekjs/protocol/node";

/** A lease without a sign of life for so long is given up by processes that cannot look at its owner. */
const LEASE_TIMEOUT = 60_000;

/** Milliseconds after which an owner has to show again that it lives. */
export const RENEW_INTERVAL = 20_000;

/** Who writes to a folder. */
interface Lease extends ProcessOwner {
  /** 0 for the main thread, which lives as long as its process does. */
  thread: number;
}

const FILE = "lease.json";

export function takeLease(folder: string): void {
  // Under its own name it is whole: whoever is killed while it writes leaves the former owner's, if there is one.
  const unseen = join(folder, `${FILE}.new`);
  writeFileSync(unseen, JSON.stringify(ownLease()), { mode: 0o600 });
  renameSync(unseen, join(folder, FILE));
}

/** Shows processes elsewhere that the owner lives. */
export function renewLease(folder: string): void {
  const now = new Date();
  utimesSync(join(folder, FILE), now, now);
}

export function dropLease(folder: string): void {
  unlinkSync(join(folder, FILE));
}

/**
 * Whether nobody writes to a folder: it was left in order, or its owner is no more.
 *
 * @param stateOf what a look at many folders asks
 */
export function isAbandoned(folder: string, stateOf = processState): boolean {
  let lease: Lease;
  try {
    lease = { ...(JSON.parse(readFileSync(join(folder, FILE), "utf8")) as Lease) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return true;
    return isStale(folder);
  }
  const state = stateOf(lease);
  if (state === "gone") return true;
  // Whether a process elsewhere lives, or a thread, shows in the lease that it renews alone.
  return state === "alive" && lease.thread === 0 ? false : isStale(folder);
}

function isStale(folder: string): boolean {
  try {
    return Date.now() - statSync(join(folder, FILE)).mtimeMs > LEASE_TIMEOUT;
  } catch {
    return true;
  }
}

function ownLease(): Lease {
  return { ...ownProcess(), thread: threadId };
}
