import { addressKind, literalAddress } from "../options/address.ts";
import type { MountOptions } from "../options/options.ts";
import { truncateAddress, unmapped } from "../privacy/truncate-address.ts";
import type { AdapterClient } from "./adapter-client.ts";
import { callbackError } from "./callback-error.ts";
import type { Ending } from "./ending.ts";

/** What is reported of where a request comes from. Runs the app's `clientAddress`. */
export function clientAddress<FrameworkRequest>(
  client: AdapterClient,
  { clientAddress: rule = true }: MountOptions<FrameworkRequest>,
  { request, forwardedAddress, peer }: Ending<FrameworkRequest>,
): string | undefined {
  if (typeof rule === "function") {
    try {
      return rule(request);
    } catch (error) {
      client.trouble(callbackError("clientAddress", error));
      return undefined;
    }
  }
  const address = forwardedAddress ?? peer;
  if (rule === false || address === undefined) return undefined;
  return rule === "full" ? unmapped(address) : truncateAddress(address);
}

/**
 * The proxy whose address is reported because the app does not trust it; undefined when all is well. Proxies of one's
 * own are on the same machine or network.
 */
export function untrustedProxy(
  { clientAddress: rule }: MountOptions<never>,
  { forwardedAddress, peer }: Pick<Ending<never>, "forwardedAddress" | "peer">,
): string | undefined {
  if (forwardedAddress === undefined || forwardedAddress !== peer) return undefined;
  if (rule === false || typeof rule === "function") return undefined;
  const address = literalAddress(peer);
  const isNear = address !== undefined && addressKind(address) !== "public";
  return isNear ? unmapped(peer) : undefined;
}
