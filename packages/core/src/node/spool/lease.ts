import {
  readFileSync,
  readlinkSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { threadId } from "node:worker_threads";
import { join } from "node:path";

/** A lease without a sign of life for so long is given up by processes that cannot look at its owner. */
const LEASE_TIMEOUT = 60_000;

/** Who writes to a folder: enough to tell whether that process still lives. */
interface Lease {
  host: string;
  bootId: string;
  pidNamespace: string;
  pid: number;
  /** Start time in clock ticks since boot: a reused pid has another. */
  processStart: string;
  /** 0 for the main thread, which lives as long as its process does. */
  thread: number;
}

const FILE = "lease.json";

export function takeLease(folder: string): void {
  writeFileSync(join(folder, FILE), JSON.stringify(ownLease()), { mode: 0o600 });
}

/** Shows processes elsewhere that the owner lives. */
export function renewLease(folder: string): void {
  const now = new Date();
  utimesSync(join(folder, FILE), now, now);
}

export function dropLease(folder: string): void {
  unlinkSync(join(folder, FILE));
}

/** Whether nobody writes to a folder: it was left in order, or its owner is no more. */
export function isAbandoned(folder: string): boolean {
  let lease: Lease;
  try {
    lease = { ...(JSON.parse(readFileSync(join(folder, FILE), "utf8")) as Lease) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return true;
    return isStale(folder);
  }
  const own = ownLease();
  const sameMachine = (["host", "bootId", "pidNamespace"] as const).every(
    (field) => lease[field] === own[field],
  );
  if (sameMachine && !isRunning(lease)) return true;
  // Whether a process elsewhere lives, or a thread, shows in the lease that it renews alone.
  return sameMachine && lease.thread === 0 ? false : isStale(folder);
}

function isStale(folder: string): boolean {
  try {
    return Date.now() - statSync(join(folder, FILE)).mtimeMs > LEASE_TIMEOUT;
  } catch {
    return true;
  }
}

function isRunning({ pid, processStart }: Lease): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives and belongs to someone else.
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  return processStart === startOf(pid);
}

function ownLease(): Lease {
  return {
    host: hostname(),
    bootId: read(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()),
    pidNamespace: read(() => readlinkSync("/proc/self/ns/pid")),
    pid: process.pid,
    processStart: startOf(process.pid),
    thread: threadId,
  };
}

/**
 * Field 22 of /proc/<pid>/stat, counted after the command's closing bracket; empty where there is no /proc, and for a
 * process that has ended and that its parent has not yet waited for.
 */
function startOf(pid: number): string {
  return read(() => {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? "" : (fields[19] ?? "");
  });
}

function read(reader: () => string): string {
  try {
    return reader();
  } catch {
    return "";
  }
}
