import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** A process that holds something on disk: enough to tell whether it still lives. */
export interface ProcessOwner {
  host: string;
  bootId: string;
  pidNamespace: string;
  pid: number;
  /** Start time in clock ticks since boot: a later process with the same id has another. Empty where no /proc tells. */
  processStart: string;
}

/** This process. */
export function ownProcess(): ProcessOwner {
  return {
    host: hostname(),
    bootId: read(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()),
    pidNamespace: read(() => readlinkSync("/proc/self/ns/pid")),
    pid: process.pid,
    processStart: startOf(process.pid),
  };
}

/**
 * Whether a process still lives. `unknown`: it is on another machine or in another container, where this process sees
 * nothing of it, or the system does not tell a later process with the same id from it.
 */
export function processState(owner: ProcessOwner): "alive" | "gone" | "unknown" {
  const own = ownProcess();
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
