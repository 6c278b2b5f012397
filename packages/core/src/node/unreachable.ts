import { PeekError } from "@peekjs/protocol";
import { connectionFault, type ConnectionFault } from "@peekjs/protocol/internal";

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

const ADVICE: Readonly<Record<ConnectionFault, string>> = {
  expired: "Its certificate has expired: renew it.",
  "not yet valid": "Its certificate is not valid yet: is the clock of this computer right?",
  "other name": "Its certificate is for another name: use one that stands in it as the endpoint.",
  "client certificate": "Does it ask for a client's certificate? Set tls.cert and tls.key.",
  "unknown authority":
    "Does the certificate come from a private authority? Set NODE_EXTRA_CA_CERTS or the tls option.",
  "no tls": "Does it speak TLS 1.2 or 1.3? An endpoint without TLS begins with http://.",
  "no http": "It does not speak HTTP. Is the port the right one?",
};

function advice(url: URL, code = ""): string {
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return `Is ${url.hostname} the right name?`;
  const fault = connectionFault(code);
  if (fault !== undefined) return ADVICE[fault];
  if (url.hostname === "localhost" || url.hostname.startsWith("127.")) {
    return 'Is "npx peekjs" running? In a container use host.docker.internal, not localhost.';
  }
  return "Is the collector running, and the port open?";
}
