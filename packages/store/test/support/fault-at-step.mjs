import { appendFileSync, readFileSync, statfsSync, writeFileSync } from "node:fs";
import promises from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { dirname } from "node:path";

/**
 * Loaded before a program and its threads, with a fault to come in `FAULT`: `kill <step> <trace>` kills the process before a
 * step of its first erasure, and writes the steps down in a file; `fill <ballast>` fills the disk before the first copy of a
 * file. In JavaScript, since each thread would have sources translated on one thread more.
 */
const [fault, ...args] = (process.env.FAULT ?? "").split(" ");

/** What an erasure does to files, in order. What is not committed when it is killed was never there. */
const STEPS = ["chmod", "open", "rename", "rm", "unlink", "writeFile"];
const STATEMENT = /^(?:COMMIT|CHECKPOINT|ATTACH|DETACH)/;

function before(step) {
  if (fault === "kill") killAt(Number(args[0]), args[1], step);
  else if (fault === "fill" && /^ATTACH .*\.rewritten'/.test(step)) fill(args[0]);
}

/** Steps of all threads are counted together. */
function killAt(wanted, trace, step) {
  const taken = readFileSync(trace, "utf8").split("\n").length - 1;
  if (taken === 0 && !/^writeFile .*erasing\.json/.test(step)) return;
  appendFileSync(trace, `${step}\n`);
  if (taken + 1 !== wanted) return;
  process.kill(process.pid, "SIGKILL");
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

let isFilled = false;

function fill(ballast) {
  if (isFilled) return;
  isFilled = true;
  const { bavail, bsize } = statfsSync(dirname(ballast));
  writeFileSync(ballast, Buffer.alloc(bavail * bsize));
}

for (const name of STEPS) {
  const original = promises[name];
  const stepped = (...given) => {
    before(`${name} ${String(given[0])}`);
    return original(...given);
  };
  Object.assign(promises, { [name]: stepped });
}
syncBuiltinESMExports();

// The module that drives DuckDB may be loaded more than once; its library is not.
const dlopen = process.dlopen;
process.dlopen = (module, ...rest) => {
  Reflect.apply(dlopen, process, [module, ...rest]);
  const { exports } = module;
  if (!("extract_statements" in exports)) return;
  const stepped = (name) => ({
    value: (connection, sql) => {
      if (STATEMENT.test(sql)) before(sql);
      return Reflect.apply(Reflect.get(exports, name), exports, [connection, sql]);
    },
  });
  module.exports = Object.create(exports, {
    query: stepped("query"),
    extract_statements: stepped("extract_statements"),
  });
};
