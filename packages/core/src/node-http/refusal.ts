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

/** https://www.rfc-editor.org/rfc/rfc3986#section-3.2.2: a name or address, and a port. */
const HOST = /^(?:\[[\da-f:.]+\]|[\w.~!$&'()*+,;=%-]+)(?::\d*)?$/i;

/** A target that is no path or that nobody can decode, or a `Host` that is none. */
function isMalformed({ headers, url = "" }: IncomingMessage): boolean {
  const { host } = headers;
  if (!url.startsWith("/")) return true;
  // Not required in HTTP/1.0, but by servers that make an URL of it.
  if (host === undefined || !HOST.test(host)) return true;
  try {
    decodeURI(url.replace(/\?.*$/s, ""));
    return new URL(`http://${host}`).host === "";
  } catch {
    return true;
  }
}
