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

export type ProcessState = "alive" | "gone" | "unknown";

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
export function processState(owner: ProcessOwner): ProcessState {
  return stateSeenFrom(ownProcess(), owner);
}

/**
 * Another {@link processState}, for one look at much that processes hold: it asks the system once after each of them. A
 * process that ends meanwhile is for the next look.
 */
export function lookAtProcesses(): typeof processState {
  const states = new Map<string, ProcessState>();
  let own: ProcessOwner | undefined;
  return (owner) => {
    const { host, bootId, pidNamespace, pid, processStart } = owner;
    const key = JSON.stringify([host, bootId, pidNamespace, pid, processStart]);
    const known = states.get(key);
    if (known !== undefined) return known;
    const state = stateSeenFrom((own ??= ownProcess()), owner);
    states.set(key, state);
    return state;
  };
}

function stateSeenFrom(own: ProcessOwner, owner: ProcessOwner): ProcessState {
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
