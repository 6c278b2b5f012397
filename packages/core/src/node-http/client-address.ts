import type { Mount } from "../adapter/mount.ts";
import type { Exchange } from "./exchange.ts";

/** The client before a proxy, if the framework trusts that one, else the proxy; undefined where there is none. */
export function forwardedAddress<FrameworkRequest>(
  { headers, peer }: Exchange,
  { adapter, client }: Mount<FrameworkRequest>,
  request: FrameworkRequest,
): string | undefined {
  if (headers["x-forwarded-for"] === undefined && headers["x-real-ip"] === undefined) {
    return undefined;
  }
  try {
    return adapter.addressOf?.(request) ?? peer;
  } catch (error) {
    client.trouble(error);
    return peer;
  }
}
