import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { usageError } from "../command-error.ts";
import type { OptionKind } from "./option-kinds.ts";

/**
 * Options as the command line has them, `name=value` each: `name=@path` reads the value from a file, `name=-` from
 * stdin.
 *
 * @throws CommandError for what is no option of the destination, or has a value of another kind
 */
export function readOptions(
  given: readonly string[],
  kinds: Readonly<Record<string, OptionKind>>,
  cwd: string,
): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (const pair of given) {
    const separator = pair.indexOf("=");
    const name = pair.slice(0, Math.max(0, separator));
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    if (kind === undefined) {
      throw usageError(`--set takes <option>=<value>, where an option is one of ${listOf(kinds)}.`);
    }
    options[name] = parse(name, readValue(pair.slice(separator + 1), cwd), kind, cwd);
  }
  return options;
}

function listOf(kinds: Readonly<Record<string, OptionKind>>): string {
  return Object.keys(kinds).toSorted().join(", ");
}

/** Secrets on a command line stay in the shell's history: files and stdin leave no trace. */
function readValue(value: string, cwd: string): string {
  try {
    if (value === "-") return readFileSync(0, "utf8").trim();
    return value.startsWith("@")
      ? readFileSync(resolve(cwd, value.slice(1)), "utf8").trim()
      : value;
  } catch (error) {
    throw usageError(`The file ${value.slice(1)} cannot be read: ${(error as Error).message}.`);
  }
}

function parse(name: string, value: string, kind: OptionKind, cwd: string): unknown {
  switch (kind) {
    case "number": {
      const number = value.trim() === "" ? Number.NaN : Number(value);
      if (!Number.isFinite(number)) throw usageError(`${name} must be a number.`);
      return number;
    }
    case "boolean":
      if (value !== "true" && value !== "false") throw usageError(`${name} must be true or false.`);
      return value === "true";
    case "list":
    case "secrets":
      return value.split(",").map((item) => item.trim());
    case "secret headers":
      return Object.fromEntries(value.split(/[;\n]/).map((line) => parseHeader(name, line)));
    case "path":
      return resolve(cwd, value);
    case "text":
    case "secret":
      return value;
    default:
      if (!kind.includes(value)) throw usageError(`${name} must be one of ${kind.join(", ")}.`);
      return value;
  }
}

function parseHeader(name: string, line: string): [string, string] {
  const match = /^\s*([\w-]+):\s*(\S.*?)\s*$/.exec(line);
  if (match !== null) return [match[1]!, match[2]!];
  throw usageError(`${name} must be headers, "Name: value", separated by semicolons.`);
}
