import { KEY } from "./running-collector.ts";
import { built } from "./source-clients.ts";

/** Unisights' browser client, which its vendor does not publish on npm. */
export const UNISIGHTS: URL | undefined = built(
  "unisights/packages/unisights/dist/index.global.js",
);

/** The module around its core, in WebAssembly, which the client has within. */
export const UNISIGHTS_CORE: URL | undefined = built(
  "unisights/packages/core/pkg/unisights_core.js",
);

/** A script that starts the client in the page. */
export function loadUnisights(url: string, encrypt: boolean): string {
  const options = { endpoint: `${url}/v1/unisights`, insightsId: KEY, encrypt };
  return `unisights.init(${JSON.stringify(options)})`;
}

/** A script that has the client log an event and send all it has. */
export function logNow(name: string): string {
  return `unisights.log(${JSON.stringify(name)}, { x: 1 }); unisights.flushNow();`;
}
