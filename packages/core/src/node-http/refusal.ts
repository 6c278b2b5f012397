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
      return outgoing.getHeader("connection") === "close" || isDropped(outgoing);
    default:
      return false;
  }
}

/** Whether Node refused what is beyond `maxRequestsPerSocket`: it writes a head without any header or length. */
function isDropped(outgoing: ServerResponse): boolean {
  const { maxRequestsOnConnectionReached: isLast, _header: head } = outgoing as {
    maxRequestsOnConnectionReached?: boolean;
    _header?: string | null;
  };
  return (
    isLast === true &&
    outgoing.getHeaderNames().length === 0 &&
    !/^content-length:/im.test(head ?? "")
  );
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
