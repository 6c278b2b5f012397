import { usageError } from "../command-error.ts";
import type { OptionValues } from "../command.ts";
import type { StoredDestination } from "./destination-file.ts";

/** @throws CommandError when none has this name */
export function findDestination(
  stored: readonly StoredDestination[],
  name: OptionValues[string],
): StoredDestination {
  const found = stored.find((one) => one.name === name);
  if (found !== undefined) return found;
  const names = stored.map((one) => one.name).join(", ") || "none";
  throw usageError(`Give the name of a destination; there is: ${names}.`);
}
