import { PeekError } from "@peekjs/protocol";

/**
 * A URL that a destination may send to: https, or http on loopback; no credentials, which would end up in logs.
 *
 * @throws {@link PeekError} `PEEK_E_DESTINATION_URL`
 */
export function checkUrl(destination: string, url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const problem = parsed === undefined ? "is no URL" : problemOf(parsed);
  if (problem === undefined) return url;
  throw new PeekError(
    "PEEK_E_DESTINATION_URL",
    `The URL of the destination "${destination}" ${problem}. Give an https URL; http is for loopback alone.`,
  );
}

function problemOf({ protocol, hostname, username, password }: URL): string | undefined {
  if (username !== "" || password !== "") return "carries credentials";
  if (protocol === "https:" || (protocol === "http:" && isLoopback(hostname))) return undefined;
  return "is not https";
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}
