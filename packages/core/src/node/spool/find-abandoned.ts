import { readdirSync } from "node:fs";
import { join } from "node:path";
import { lookAtProcesses } from "@peekjs/protocol/node";
import { isAbandoned } from "./lease.ts";
import type { Neighbourhood } from "./neighbourhood.ts";

/** Folders that are asked after in one go: a few calls of the system each, which may be slow. */
const SLICE = 16;

/**
 * Names of the folders of spools to which nobody writes. Between slices of those to which somebody does it yields
 * undefined: many processes may live on one machine, and asking after all of them must not stall the event loop.
 */
export function* findAbandoned(
  parent: string,
  neighbourhood: Neighbourhood,
): Generator<string | undefined> {
  const stateOf = lookAtProcesses();
  let asked = 0;
  for (const entry of readdirSync(parent, { withFileTypes: true })) {
    const { name } = entry;
    if (!entry.isDirectory() || name.startsWith(".") || neighbourhood.holds(name)) continue;
    if (asked++ === SLICE) {
      asked = 1;
      yield undefined;
    }
    if (isAbandoned(join(parent, name), stateOf)) yield name;
  }
}
