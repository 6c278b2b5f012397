import type { ServerResponse } from "node:http";

/** Where the status begins in a head, and the code of its digits. */
const STATUS = "HTTP/1.1 ".length;
const ZERO = 0x30;

/** Node's message for each status; none before the first head, and where Node does not tell. */
let messages: { readonly [status: number]: string | undefined } | undefined;

/**
 * The status in a head that is made up, as in `HTTP/1.1 200 OK`; undefined where none is. `writeHead` sets status and
 * message of the response: an app that sets another status behind it, which is not sent, leaves the message as it was.
 * So a head need not be read where both agree, which would have V8 join the parts of which Node made it. (An app that sets
 * both behind it is believed.)
 */
export function statusOfHead(outgoing: ServerResponse): number | undefined {
  // HTTP/2 and simulated responses have something else in this place.
  const { _header: head } = outgoing as { _header?: unknown };
  if (typeof head !== "string") return undefined;
  // Not imported: adapters that also run on the edge bundle this module.
  messages ??= process.getBuiltinModule?.("node:http").STATUS_CODES ?? {};
  const { statusCode, statusMessage } = outgoing;
  return statusMessage !== undefined && messages[statusCode] === statusMessage
    ? statusCode
    : readStatus(head);
}

function readStatus(head: string): number | undefined {
  let status = 0;
  for (let at = STATUS; at < STATUS + 3; at++) status = 10 * status + head.charCodeAt(at) - ZERO;
  return status >= 100 && status <= 999 ? status : undefined;
}
