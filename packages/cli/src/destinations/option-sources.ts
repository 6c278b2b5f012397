import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { usageError } from "../command-error.ts";
import type { CommandProcess } from "../command.ts";
import { askSecret } from "./ask-secret.ts";

/** An option of a destination, as text. */
export interface GivenOption {
  name: string;
  value: string;
  /** Whether the value stood on the command line, for others to see. */
  isInArguments: boolean;
}

/**
 * Where the command line says that options are: `--set name=value`, `name=@path` in a file, `name=-` on stdin, and
 * `--set-env name=VARIABLE` in the environment.
 */
export async function readSources(
  { set, setEnv }: { set: readonly string[]; setEnv: readonly string[] },
  process: CommandProcess,
): Promise<GivenOption[]> {
  const given: GivenOption[] = [];
  let isAsked = false;
  for (const pair of set) {
    const { name, rest } = split("--set", pair);
    if (rest === "-" && isAsked && !process.stdin.isTTY) throw usageError("Stdin holds one value.");
    isAsked ||= rest === "-";
    given.push({ name, ...(await read(name, rest, process)) });
  }
  for (const pair of setEnv) {
    const { name, rest } = split("--set-env", pair);
    const value = process.env[rest];
    if (value === undefined || value === "") {
      throw usageError(`The environment variable ${rest} is not set, or empty.`);
    }
    given.push({ name, value, isInArguments: false });
  }
  return given;
}

function split(flag: string, pair: string): { name: string; rest: string } {
  const separator = pair.indexOf("=");
  if (separator > 0) return { name: pair.slice(0, separator), rest: pair.slice(separator + 1) };
  const what = flag === "--set" ? "value" : "VARIABLE";
  throw usageError(`${flag} takes <option>=<${what}>.`);
}

async function read(
  name: string,
  value: string,
  process: CommandProcess,
): Promise<Omit<GivenOption, "name">> {
  if (value === "-") return { value: await askSecret(name, process), isInArguments: false };
  if (!value.startsWith("@")) return { value, isInArguments: true };
  const path = value.slice(1);
  try {
    const content = readFileSync(resolve(process.cwd(), path), "utf8");
    return { value: content.trim(), isInArguments: false };
  } catch (error) {
    throw usageError(`The file ${path} cannot be read: ${(error as Error).message}.`);
  }
}
