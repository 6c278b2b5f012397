import { PeekError } from "@peekjs/protocol";
import type { Peek } from "../client/peek.ts";
import { checkTypes } from "../options/check-types.ts";
import { reportMisspelt, reportOptionsOfClient } from "../options/misspelt.ts";
import type { MountOptions } from "../options/options.ts";
import { type AdapterClient, COPY } from "./adapter-client.ts";
import type { Adapter } from "./adapter.ts";
import { Mount } from "./mount.ts";
import { CLIENT } from "./shared-keys.ts";

/**
 * Connects an adapter to a client.
 *
 * @param options override the client's own for this mount
 * @throws {PeekError} `PEEK_E_CLIENT` when something else than a client is given; `PEEK_E_OPTION` for options of another
 * type, and for rules of capture that cannot work; `PEEK_E_NOT_IMPORTED` when a client of the edge is asked for details
 * that are not imported
 */
export function createMount<FrameworkRequest>(
  client: Peek,
  options: MountOptions<FrameworkRequest>,
  adapter: Adapter<FrameworkRequest>,
): Mount<FrameworkRequest> {
  const known = (client as { [CLIENT]?: AdapterClient } | undefined)?.[CLIENT];
  if (known === undefined) {
    throw new PeekError(
      "PEEK_E_CLIENT",
      `${adapter.name} was given something that is not a client. Pass the result of createPeek(), or nothing to use the environment: before options alone, undefined. Register what peek() returns, not peek itself.`,
    );
  }
  checkTypes(options);
  const report = (error: PeekError): void => known.trouble(error);
  reportMisspelt(options, report);
  reportOptionsOfClient(options, report);
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const mount = new Mount(known, { ...known.options, ...Object.fromEntries(given) }, adapter);
  known.mounted(adapter, mount.openRequests, COPY);
  return mount;
}
