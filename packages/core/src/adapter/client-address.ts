import type { MountOptions } from "../options/options.ts";
import { truncateAddress, unmapped } from "../privacy/truncate-address.ts";
import type { AdapterClient } from "./adapter-client.ts";
import { ask } from "./callback.ts";
import type { Ending } from "./ending.ts";

/** What is reported of where a request comes from. Runs the app's `clientAddress`. */
export function clientAddress<FrameworkRequest>(
  client: AdapterClient,
  { clientAddress: rule = true }: MountOptions<FrameworkRequest>,
  { request, forwarded, peer }: Ending<FrameworkRequest>,
): string | undefined {
  if (typeof rule === "function") return ask(client, "clientAddress", rule, request);
  const address = forwarded?.address ?? peer;
  if (rule === false || address === undefined) return undefined;
  return rule === "full" ? unmapped(address) : truncateAddress(address);
}
