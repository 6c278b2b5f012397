import { resolve } from "node:path";
import { usageError } from "../command-error.ts";
import type { OptionKind } from "./option-kinds.ts";
import type { GivenOption } from "./option-sources.ts";

/**
 * Options as a destination takes them.
 *
 * @throws CommandError for what is no option of the destination, or has a value of another kind
 */
export function readOptions(
  given: readonly GivenOption[],
  kinds: Readonly<Record<string, OptionKind>>,
  cwd: string,
): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (const { name, value } of given) {
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    if (kind === undefined) {
      throw usageError(`There is no option "${name}"; there is: ${listOf(kinds)}.`);
    }
    if (Object.hasOwn(options, name)) throw usageError(`The option "${name}" is given twice.`);
    options[name] = parse(name, value, kind, cwd);
  }
  return options;
}

function listOf(kinds: Readonly<Record<string, OptionKind>>): string {
  return Object.keys(kinds).toSorted().join(", ");
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
      return parseList(name, value);
    case "secret headers":
      return Object.fromEntries(value.split(/[;\n]/).map((line) => parseHeader(name, line)));
    case "path":
      return resolve(cwd, value);
    case "text":
    case "secret":
    case "secret url":
      return value;
    default:
      if (!kind.includes(value)) throw usageError(`${name} must be one of ${kind.join(", ")}.`);
      return value;
  }
}

function parseList(name: string, value: string): string[] {
  const items = value
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
  if (items.length === 0) throw usageError(`${name} must be a list, separated by commas.`);
  return items;
}

function parseHeader(name: string, line: string): [string, string] {
  const match = /^\s*([\w-]+):\s*(\S.*?)\s*$/.exec(line);
  if (match !== null) return [match[1]!, match[2]!];
  throw usageError(`${name} must be headers, "Name: value", separated by semicolons.`);
}
