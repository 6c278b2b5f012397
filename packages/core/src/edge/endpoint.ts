import { PeekError } from "@peekjs/protocol";

/** Host names as URL normalises them. */
const LOOPBACK = /^((.+\.)?localhost\.?|127\.[\d.]+|\[::1])$/;
/** Special-purpose addresses of IPv4; of IPv6 all but global unicast, 2000::/3. */
const PRIVATE =
  /^((0|10|22[4-9]|2[3-5].|100\.(6[4-9]|[7-9].|1[01].|12[0-7])|169\.254|172\.(1[6-9]|2.|3[01])|192\.(0\.0|168)|198\.1[89])\.[\d.]+$|\[[^23])/;

/**
 * The URL to which envelopes are posted: a base URL gets the native path, one with a path or query of its own is kept.
 *
 * @throws {PeekError} `PEEK_E_ENDPOINT` or `PEEK_E_PRIVATE_ENDPOINT`, as on Node
 */
export function resolveEdgeEndpoint(endpoint: unknown, allowPrivate: boolean): URL {
  const url = new URL(URL.canParse(endpoint as string) ? (endpoint as string) : "none:");
  const { protocol, hostname } = url;
  const isLocal = LOOPBACK.test(hostname);
  if (!isLocal && !allowPrivate && PRIVATE.test(hostname)) {
    throw new PeekError("PEEK_E_PRIVATE_ENDPOINT", `${hostname} needs allowPrivateEndpoint.`);
  }
  const isSafe = protocol === "https:" || (protocol === "http:" && (isLocal || allowPrivate));
  if (!isSafe || url.username || url.password) {
    throw new PeekError("PEEK_E_ENDPOINT", "endpoint must be an https URL without credentials.");
  }
  if (url.pathname === "/" && url.search === "") url.pathname = "/v1/ingest";
  return url;
}
