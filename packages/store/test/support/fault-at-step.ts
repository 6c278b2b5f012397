import { appendFileSync, readFileSync, statfsSync, writeFileSync } from "node:fs";
import promises from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { dirname } from "node:path";

/**
 * Loaded before a program, with a fault to come in `FAULT`: `kill <step> <trace>` kills the process before a step of its
 * first erasure, and writes the steps down in a file; `fill <ballast>` fills the disk before the first copy of a file.
 */
const [fault, ...args] = (process.env.FAULT ?? "").split(" ") as [string, ...string[]];

/** What an erasure does to files, in order. What is not committed when it is killed was never there. */
const STEPS = ["chmod", "open", "rename", "rm", "unlink", "writeFile"] as const;
const STATEMENT = /^(?:COMMIT|CHECKPOINT|ATTACH|DETACH)/;

function before(step: string): void {
  if (fault === "kill") killAt(Number(args[0]), args[1]!, step);
  else if (fault === "fill" && /^ATTACH .*\.rewritten'/.test(step)) fill(args[0]!);
}

/** Steps of all threads are counted together. */
function killAt(wanted: number, trace: string, step: string): void {
  const taken = readFileSync(trace, "utf8").split("\n").length - 1;
  if (taken === 0 && !/^writeFile .*erasing\.json/.test(step)) return;
  appendFileSync(trace, `${step}\n`);
  if (taken + 1 !== wanted) return;
  process.kill(process.pid, "SIGKILL");
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

let isFilled = false;

function fill(ballast: string): void {
  if (isFilled) return;
  isFilled = true;
  const { bavail, bsize } = statfsSync(dirname(ballast));
  writeFileSync(ballast, Buffer.alloc(bavail * bsize));
}

for (const name of STEPS) {
  const original = promises[name] as (...given: unknown[]) => Promise<unknown>;
  const stepped = (...given: unknown[]): Promise<unknown> => {
    before(`${name} ${String(given[0])}`);
    return original(...given);
  };
  Object.assign(promises, { [name]: stepped });
}
syncBuiltinESMExports();

// The module that drives DuckDB may be loaded more than once; its library is not.
const dlopen = process.dlopen;
process.dlopen = (module: { exports: object }, ...rest: unknown[]) => {
  Reflect.apply(dlopen, process, [module, ...rest]);
  const { exports } = module;
  if (!("extract_statements" in exports)) return;
  const stepped = (name: "query" | "extract_statements") => ({
    value: (connection: unknown, sql: string): unknown => {
      if (STATEMENT.test(sql)) before(sql);
      return Reflect.apply(Reflect.get(exports, name), exports, [connection, sql]);
    },
  });
  module.exports = Object.create(exports, {
    query: stepped("query"),
    extract_statements: stepped("extract_statements"),
  });
};
