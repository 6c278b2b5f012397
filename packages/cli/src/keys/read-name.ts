import { usageError } from "../command-error.ts";
import type { OptionValues } from "../command.ts";

/**
 * The name given for an option, undefined where none is.
 *
 * @param limit Characters that it may have.
 * @throws CommandError when it is empty or too long.
 */
export function readName(values: OptionValues, option: string, limit: number): string | undefined {
  const name = values[option];
  if (typeof name !== "string") return undefined;
  if (name !== "" && name.length <= limit) return name;
  throw usageError(`--${option} must be a name of 1 to ${limit} characters.`);
}
