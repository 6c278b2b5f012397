import { PeekError } from "@peekjs/protocol";
import { addressKind, literalAddress } from "./address.ts";

const INGEST_PATH = "/v1/ingest";

/**
 * The URL to which envelopes are posted: a base URL gets the native path, a URL with a path or query of its own
 * is kept.
 *
 * @throws {PeekError} `PEEK_E_ENDPOINT` when it is no URL, not https (http is for loopback), carries credentials, or
 * is a private address that was not allowed
 */
export function resolveEndpoint(endpoint: string, allowPrivate = false): URL {
  let url: URL;
  try {
    url = new URL(endpoint);
  } catch {
    throw refuse(endpoint, "is not a URL", "Use one like https://peek.example.com.");
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw refuse(
      endpoint,
      `has the scheme ${url.protocol}`,
      "Begin it with https://, or http:// for a collector on this machine.",
    );
  }
  if (url.username !== "" || url.password !== "") {
    throw refuse(endpoint, "carries credentials", "Use the apiKey option.");
  }
  const kind = hostKind(url.hostname);
  if (kind === "private" && !allowPrivate) throw privateEndpoint(url.hostname);
  if (url.protocol === "http:" && kind !== "loopback" && !allowPrivate) {
    throw refuse(
      endpoint,
      "is not encrypted",
      "Use https; http is for a collector on this machine, or with allowPrivateEndpoint.",
    );
  }
  if ((url.pathname === "/" || url.pathname === "") && url.search === "") {
    url.pathname = INGEST_PATH;
  }
  return url;
}

/** Whether a host name is this machine, a private network by its literal address, or to be told by resolving it. */
function hostKind(hostname: string): "loopback" | "private" | "public" {
  const host = hostname.toLowerCase().replace(/\.$/, "");
  if (host === "localhost" || host.endsWith(".localhost")) return "loopback";
  const literal = literalAddress(host);
  return literal === undefined ? "public" : addressKind(literal);
}

/** Whether an endpoint is on this machine or in the app's own network, rather than across the internet. */
export function isNearby(url: URL, allowPrivate = false): boolean {
  return allowPrivate || hostKind(url.hostname) === "loopback";
}

export function privateEndpoint(host: string): PeekError {
  return new PeekError(
    "PEEK_E_PRIVATE_ENDPOINT",
    `The endpoint ${host} is a private address. If your collector really is there, set allowPrivateEndpoint: true or PEEK_ALLOW_PRIVATE_ENDPOINT=true.`,
  );
}

/** Names the endpoint without what may be a secret: credentials and query. */
function refuse(endpoint: unknown, what: string, next: string): PeekError {
  const shown = String(endpoint)
    .replace(/[^/]*@/g, "…@")
    .replace(/[?#].*$/s, "");
  return new PeekError("PEEK_E_ENDPOINT", `The endpoint "${shown}" ${what}. ${next}`);
}
