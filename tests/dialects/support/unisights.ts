import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { CHECKOUTS } from "./source-clients.ts";
import { KEY } from "./running-collector.ts";

/** What its own build makes, in a checkout of `Pradeeparul2/unisights`; undefined where it is not on this computer. */
function built(path: string): URL | undefined {
  const file = join(CHECKOUTS, "unisights/packages", path);
  return CHECKOUTS !== "" && existsSync(file) ? pathToFileURL(file) : undefined;
}

/** Unisights' browser client, which its vendor does not publish on npm. */
export const UNISIGHTS: URL | undefined = built("unisights/dist/index.global.js");

/** The module around its core, in WebAssembly, which the client has within. */
export const UNISIGHTS_CORE: URL | undefined = built("core/pkg/unisights_core.js");

/** A script that starts the client in the page. */
export function loadUnisights(url: string, encrypt: boolean): string {
  const options = { endpoint: `${url}/v1/unisights`, insightsId: KEY, encrypt };
  return `unisights.init(${JSON.stringify(options)})`;
}

/** A script that has the client log an event and send all it has. */
export function logNow(name: string): string {
  return `unisights.log(${JSON.stringify(name)}, { x: 1 }); unisights.flushNow();`;
}
