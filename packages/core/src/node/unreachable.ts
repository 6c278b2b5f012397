import { PeekError } from "@peekjs/protocol";

/** Names the cause of a failed connection and what to do about it. */
export function unreachable(url: URL, error: Error): PeekError {
  const causes = error instanceof AggregateError ? (error.errors as unknown[]) : [error];
  const code = causes
    .map((cause) => (cause as NodeJS.ErrnoException).code)
    .find((found) => found !== undefined);
  return new PeekError(
    "PEEK_E_UNREACHABLE",
    `Cannot reach ${url.origin} (${code ?? error.message}). ${advice(url, code)} Requests are unaffected; events are kept and tried again.`,
    { cause: error },
  );
}

/** What to do, by what the system or OpenSSL calls the cause. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/^CERT_HAS_EXPIRED/, "Its certificate has expired: renew it."],
  [/^CERT_NOT_YET_VALID/, "Its certificate is not valid yet: is the clock of this computer right?"],
  [/ALTNAME/, "Its certificate is for another name: use one that stands in it as the endpoint."],
  [
    /ALERT_(CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE|BAD_CERTIFICATE|UNKNOWN_CA)/,
    "Does it ask for a client's certificate? Set tls.cert and tls.key.",
  ],
  [
    /CERT|SELF_SIGNED|ISSUER|UNABLE_TO_VERIFY/,
    "Does the certificate come from a private authority? Set NODE_EXTRA_CA_CERTS or the tls option.",
  ],
  [
    /^(EPROTO|ERR_SSL|ERR_TLS|ERR_OSSL)/,
    "Does it speak TLS 1.2 or 1.3? An endpoint without TLS begins with http://.",
  ],
  [/^HPE_/, "It does not speak HTTP. Is the port the right one?"],
];

function advice(url: URL, code = ""): string {
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return `Is ${url.hostname} the right name?`;
  const known = ADVICE.find(([codes]) => codes.test(code));
  if (known !== undefined) return known[1];
  if (url.hostname === "localhost" || url.hostname.startsWith("127.")) {
    return 'Is "npx peekjs" running? In a container use host.docker.internal, not localhost.';
  }
  return "Is the collector running, and the port open?";
}
