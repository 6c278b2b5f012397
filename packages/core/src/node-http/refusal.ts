import type { IncomingMessage, Server, ServerResponse } from "node:http";

/**
 * Whether an answer is one with which frameworks and servers refuse a request by themselves. What an app answers ahead
 * of peek with the same status differs from it in what the request, or the head, is like.
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

/** Whether Node's server itself refused a request, before anything of the app: it sends a head alone. */
export function isRefusedByNode(incoming: IncomingMessage, outgoing: ServerResponse): boolean {
  const { headers, httpVersion, socket } = incoming;
  const { server } = socket as { server?: Server & { requireHostHeader?: boolean } };
  switch (outgoing.statusCode) {
    case 400:
      return httpVersion === "1.1" && headers.host === undefined && !!server?.requireHostHeader;
    case 417:
      return !CONTINUE.test(headers.expect ?? "") && !server?.listenerCount("checkExpectation");
    case 503:
      return isDropped(outgoing);
    default:
      return false;
  }
}

/** The one expectation that Node meets. */
const CONTINUE = /(?:^|\W)100-continue(?:$|\W)/i;

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
