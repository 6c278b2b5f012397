import { randomUUID } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** Who holds a folder: enough to tell whether that process still lives. */
export interface LockOwner {
  host: string;
  bootId: string;
  pidNamespace: string;
  pid: number;
  /** Start time in clock ticks since boot: a later process with the same id has another. Empty where no /proc tells. */
  processStart: string;
  /** Of this lock alone. */
  token: string;
}

/** This process, as it takes a lock. */
export function createOwner(): LockOwner {
  return {
    host: hostname(),
    bootId: read(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()),
    pidNamespace: read(() => readlinkSync("/proc/self/ns/pid")),
    pid: process.pid,
    processStart: startOf(process.pid),
    token: randomUUID(),
  };
}

export function parseOwner(content: string): LockOwner | undefined {
  try {
    const owner = JSON.parse(content) as Partial<LockOwner> | null;
    const isOwner = typeof owner?.pid === "number" && typeof owner.token === "string";
    return isOwner ? (owner as LockOwner) : undefined;
  } catch {
    return undefined;
  }
}

/** `unknown`: it is on another machine or in another container, where this process sees nothing of it. */
export function stateOf(owner: LockOwner): "alive" | "gone" | "unknown" {
  const own = createOwner();
  const isHere = (["host", "bootId", "pidNamespace"] as const).every(
    (field) => owner[field] === own[field],
  );
  if (!isHere) return "unknown";
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    // EPERM: it lives and belongs to someone else.
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return "gone";
  }
  if (owner.pid === process.pid && owner.processStart === own.processStart) return "alive";
  if (owner.processStart === "") return "unknown";
  return owner.processStart === startOf(owner.pid) ? "alive" : "gone";
}

/** Field 22 of /proc/<pid>/stat, counted after the command's closing bracket; empty for a process that has ended, too. */
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
