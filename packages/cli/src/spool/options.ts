import { resolve } from "node:path";
import { readSpools, type SpoolOverview } from "@peekjs/core/spool";
import { usageError } from "../command-error.ts";
import type { CommandProcess, OptionDefinitions, OptionValues } from "../command.ts";

/** Options of every spool command. */
export const SPOOL_OPTIONS: OptionDefinitions = {
  "storage-path": { type: "string" },
  json: { type: "boolean" },
};

/**
 * The spools that the options name.
 *
 * @throws PeekError `PEEK_E_SPOOL` when they cannot be read.
 */
export function findSpools(values: OptionValues, { env, cwd }: CommandProcess): SpoolOverview[] {
  const path = values["storage-path"] || env["PEEK_STORAGE_PATH"];
  return readSpools(typeof path === "string" && path !== "" ? resolve(cwd(), path) : undefined);
}

/**
 * The spool of which the number in the list, or the id, was given.
 *
 * @throws CommandError when there is none.
 */
export function chooseSpool(spools: readonly SpoolOverview[], given: string): SpoolOverview {
  const chosen = spools.find(({ id }, index) => given === id || given === String(index + 1));
  if (chosen !== undefined) return chosen;
  throw usageError(`There is no such spool; "peek spool" lists them with their numbers.`);
}
