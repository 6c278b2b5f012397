import type { ServerResponse } from "node:http";
import { exchangeOf } from "./find-exchange.ts";

/** Where the status begins in a head, and the code of its digits. */
const STATUS = "HTTP/1.1 ".length;
const ZERO = 0x30;

type WriteHead = ServerResponse["writeHead"];

/** Whether the frameworks of this process have heads made up before anything is written. */
let isHeadFirst = false;

/**
 * The status in a head that is made up, as in `HTTP/1.1 200 OK`: what apps set behind `writeHead` is not sent. V8 copies
 * the head for that, out of the parts that Node joined.
 */
export function statusOfHead(outgoing: ServerResponse): number | undefined {
  const head = headOf(outgoing);
  if (head === undefined) return undefined;
  isHeadFirst = true;
  let status = 0;
  for (let at = STATUS; at < STATUS + 3; at++) status = 10 * status + head.charCodeAt(at) - ZERO;
  return status >= 100 && status <= 999 ? status : undefined;
}

/** Notes the status of a response when its head is made up, where heads had to be read before: that takes less. */
export function watchHead(outgoing: ServerResponse, prototype: ServerResponse): void {
  if (isHeadFirst && outgoing.writeHead === prototype.writeHead) {
    outgoing.writeHead = writeHead as WriteHead;
  }
}

function writeHead(this: ServerResponse, ...args: Parameters<WriteHead>): ServerResponse {
  const prototype = Object.getPrototypeOf(this) as ServerResponse;
  const result = prototype.writeHead.apply(this, args);
  const exchange = exchangeOf(this);
  if (exchange !== undefined && headOf(this) !== undefined) exchange.status = this.statusCode;
  return result;
}

/** HTTP/2 and simulated responses have something else in this place. */
function headOf(outgoing: ServerResponse): string | undefined {
  const { _header: head } = outgoing as { _header?: unknown };
  return typeof head === "string" ? head : undefined;
}
