import { PeekError } from "@peekjs/protocol";

/** Host names as URL normalises them: every form of an IPv4 address becomes four decimal numbers. */
const LOOPBACK = /^((.+\.)?localhost\.?|127\.[\d.]+|\[::1])$/;
const ADDRESS = /^(\[.+|[\d.]+)$/;

/**
 * The URL to which envelopes are posted: a base URL gets the native path, one with a path or query of its own is kept.
 * An address, of which a platform that fetches by itself cannot be asked whether it is private, has to be allowed.
 *
 * @throws {PeekError} `PEEK_E_ENDPOINT` or `PEEK_E_PRIVATE_ENDPOINT`, as on Node
 */
export function resolveEdgeEndpoint(endpoint: unknown, allowPrivate: boolean): URL {
  const url = new URL(URL.canParse(endpoint as string) ? (endpoint as string) : "none:");
  const { href, hostname } = url;
  const base = `${url.origin}/`;
  const isTrusted = allowPrivate || LOOPBACK.test(hostname);
  if (!isTrusted && ADDRESS.test(hostname)) {
    throw new PeekError("PEEK_E_PRIVATE_ENDPOINT", `${hostname} needs allowPrivateEndpoint.`);
  }
  // Credentials stand between the scheme and the host, where the origin has none.
  if (!href.startsWith(base) || !(isTrusted ? /^https?:/ : /^https:/).test(href)) {
    throw new PeekError("PEEK_E_ENDPOINT", "endpoint must be an https URL without credentials.");
  }
  if (href === base) url.pathname = "/v1/ingest";
  return url;
}
