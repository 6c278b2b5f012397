import { PeekError } from "@peekjs/protocol";

/** As URL normalises them. IPv4 addresses inside IPv6 ones count as private: nobody means them. */
const LOOPBACK = /^((.+\.)?localhost\.?|127\.[\d.]+|\[::1\])$/;
const PRIVATE =
  /^((0|10|22[4-9]|2[3-5]\d|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])|169\.254|172\.(1[6-9]|2\d|3[01])|192\.(0\.0|168)|198\.1[89])\.[\d.]+$|\[(::|64:ff9b:|f[cdf]..:|fe[89ab].:))/;

/**
 * The URL to which envelopes are posted: a base URL gets the native path, one with a path or query of its own is kept.
 *
 * @throws {PeekError} `PEEK_E_ENDPOINT` or `PEEK_E_PRIVATE_ENDPOINT`, as on Node
 */
export function resolveEdgeEndpoint(endpoint: unknown, allowPrivate: boolean): URL {
  const url = URL.canParse(endpoint as string) ? new URL(endpoint as string) : undefined;
  const host = url?.hostname ?? "";
  const isLocal = LOOPBACK.test(host);
  const isPrivate = !isLocal && PRIVATE.test(host);
  if (isPrivate && !allowPrivate) {
    throw new PeekError(
      "PEEK_E_PRIVATE_ENDPOINT",
      `The endpoint ${host} is a private address: allowPrivateEndpoint allows it.`,
    );
  }
  const isAllowed =
    url?.protocol === "https:" || (url?.protocol === "http:" && (isLocal || allowPrivate));
  if (!isAllowed || url.username !== "" || url.password !== "") {
    throw new PeekError(
      "PEEK_E_ENDPOINT",
      "endpoint must be an https URL (http for localhost) without credentials.",
    );
  }
  if (url.pathname === "/" && url.search === "") url.pathname = "/v1/ingest";
  return url;
}
