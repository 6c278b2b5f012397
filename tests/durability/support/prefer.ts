import { spawnSync } from "node:child_process";

const REAL_TIME = ["chrt", "-f", "1"];

/** Starts a process that runs before all others, where this is allowed: what runs beside is not measured. */
export const PREFERRED: readonly string[] =
  spawnSync(REAL_TIME[0]!, [...REAL_TIME.slice(1), "true"]).status === 0 ? REAL_TIME : [];
