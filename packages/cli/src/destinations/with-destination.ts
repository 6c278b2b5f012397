import { usageError } from "../command-error.ts";
import type { StoredDestination } from "./destination-file.ts";

/**
 * The destinations with one more; or, replaced, with it in the place of the one of its name, whose events go on to it.
 *
 * @throws CommandError where its name is taken, or there is none of its name and type to replace
 */
export function withDestination(
  others: readonly StoredDestination[],
  stored: StoredDestination,
  isReplaced: boolean,
): readonly StoredDestination[] {
  const { name, type } = stored;
  if (isReplaced) {
    const at = others.findIndex((other) => other.name === name && other.type === type);
    if (at >= 0) return others.with(at, stored);
    throw usageError(`There is no destination "${name}" of type ${type} to replace.`);
  }
  if (!others.some((other) => other.name.toLowerCase() === name.toLowerCase())) {
    return [...others, stored];
  }
  const advice = "Give this one another --name, or say --replace.";
  throw usageError(`There is a destination "${name}" already. ${advice}`);
}
