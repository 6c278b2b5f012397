import { connectionFault, type ConnectionFault } from "@peekjs/protocol/internal";

const FAULTS: Readonly<Record<ConnectionFault, string>> = {
  expired: "its certificate has expired",
  "not yet valid": "its certificate is not valid yet by the clock of this computer",
  "other name": "its certificate is for another name",
  "client certificate": "it broke the TLS handshake off: it may ask for a client's certificate",
  "unknown authority":
    "its certificate is of an authority that is not known here: NODE_EXTRA_CA_CERTS names further ones",
  "no tls": "it does not speak TLS 1.2 or 1.3",
  "no http": "it does not speak HTTP",
};

/** Why no connection came about, where that is known, in words of our own. Without a full stop: part of a sentence. */
export function describeFault(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code } = (error.cause instanceof Error ? error.cause : error) as { code?: unknown };
  const fault = typeof code === "string" ? connectionFault(code) : undefined;
  return fault && `${FAULTS[fault]} (${String(code)})`;
}

/** The same of any error, in its own words. `fetch failed` alone says nothing: the cause does. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause, message } = error;
  const description = cause instanceof Error ? `${message}: ${cause.message}` : message;
  return description.replaceAll(/\s+/g, " ").trim().replace(/[.:]$/, "");
}
