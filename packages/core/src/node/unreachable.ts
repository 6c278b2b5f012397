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

function advice(url: URL, code = ""): string {
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return `Is ${url.hostname} the right name?`;
  if (/CERT|SELF_SIGNED|TLS|SSL|ISSUER/.test(code)) {
    return "Does the certificate come from a private authority? Set NODE_EXTRA_CA_CERTS or the tls option.";
  }
  if (url.hostname === "localhost" || url.hostname.startsWith("127.")) {
    return 'Is "npx peekjs" running? In a container use host.docker.internal, not localhost.';
  }
  return "Is the collector running, and the port open?";
}
