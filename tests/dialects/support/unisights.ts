import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { CHECKOUTS } from "./source-clients.ts";
import { KEY } from "./running-collector.ts";

const FILE = join(CHECKOUTS, "unisights/packages/unisights/dist/index.global.js");

/**
 * Unisights' browser client as its own build makes it, in a checkout of `Pradeeparul2/unisights`; undefined where it is
 * not on this computer: its vendor does not publish it on npm.
 */
export const UNISIGHTS: URL | undefined =
  CHECKOUTS !== "" && existsSync(FILE) ? pathToFileURL(FILE) : undefined;

/** A script that starts the client in the page. */
export function loadUnisights(url: string, encrypt: boolean): string {
  const options = { endpoint: `${url}/v1/unisights`, insightsId: KEY, encrypt };
  return `unisights.init(${JSON.stringify(options)})`;
}

/** A script that has the client log an event and send all it has. */
export function logNow(name: string): string {
  return `unisights.log(${JSON.stringify(name)}, { x: 1 }); unisights.flushNow();`;
}
