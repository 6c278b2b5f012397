import { createHash } from "node:crypto";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const FOLDER = fileURLToPath(new URL("../../node_modules/.cache/typescript/", import.meta.url));
const KEPT_FOR = 24 * 3_600_000;
/** How far a file's time may lie behind the clock, in milliseconds. */
const FILE_TIME_LAG = 1_000;
const INPUTS = "\n//inputs ";

/**
 * A file of code.
 *
 * @typedef {{ file: string, code: string }} Cached
 */

/**
 * What was made before for the same key, at once, as long as none of the files that it was made of has changed.
 *
 * @param {readonly string[]} key
 * @param {(file: string) => Promise<{ code: string, inputs: readonly string[] }>} make
 * @returns {Cached | Promise<Cached>}
 */
export function cached(key, make) {
  const file = join(FOLDER, `${createHash("sha1").update(key.join("\0")).digest("hex")}.mjs`);
  const code = read(file);
  return code === undefined ? remake(file, make) : { file, code };
}

/** Whether a module's URL is that of such a file. */
export function isCached(url) {
  return url?.startsWith(pathToFileURL(FOLDER).href) === true;
}

async function remake(file, make) {
  const started = Date.now();
  const { code, inputs } = await make(file);
  // What was written meanwhile may or may not be in it: that is for this once.
  const isSettled = (path) => writtenAt(path) <= started - FILE_TIME_LAG;
  const stamps = inputs.map((path) => [path, isSettled(path) ? stamp(path) : "unsettled"]);
  mkdirSync(FOLDER, { recursive: true });
  removeOld();
  // Others may read or write it at the same time.
  const unfinished = `${file}.${process.pid}-${process.hrtime.bigint()}`;
  writeFileSync(unfinished, code + INPUTS + JSON.stringify(stamps));
  renameSync(unfinished, file);
  return { file, code };
}

function read(file) {
  let text;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
  const end = text.lastIndexOf(INPUTS);
  const inputs = JSON.parse(text.slice(end + INPUTS.length));
  const isCurrent = inputs.every(([path, stamped]) => stamp(path) === stamped);
  return isCurrent ? text.slice(0, end) : undefined;
}

/** Tells one state of a file from another; a file that is missing has one too. */
function stamp(path) {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? "" : `${found.mtimeMs} ${found.size}`;
}

function writtenAt(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function removeOld() {
  for (const name of readdirSync(FOLDER)) {
    const file = join(FOLDER, name);
    const found = statSync(file, { throwIfNoEntry: false });
    if (found !== undefined && found.mtimeMs < Date.now() - KEPT_FOR) rmSync(file, { force: true });
  }
}
