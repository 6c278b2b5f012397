import type { IncomingMessage, ServerResponse } from "node:http";

/**
 * Whether an answer is one with which frameworks and servers refuse a request by themselves. What an app answers ahead
 * of peek with the same status is told from it by what the request, or the head, is like.
 */
export function isRefusal(incoming: IncomingMessage, outgoing: ServerResponse): boolean {
  switch (outgoing.statusCode) {
    case 400:
      return isMalformed(incoming);
    case 414:
      return true;
    case 417:
      return incoming.headers.expect !== undefined;
    // Frameworks that close take no other request of the connection.
    case 503:
      return outgoing.getHeader("connection") === "close";
    default:
      return false;
  }
}

/** An address that nobody can decode, or a `Host` that is none. */
function isMalformed({ headers, url = "" }: IncomingMessage): boolean {
  try {
    decodeURI(url.replace(/\?.*$/s, ""));
    return new URL(`http://${headers.host}`).host === "";
  } catch {
    return true;
  }
}
