import type { IncomingMessage, ServerResponse } from "node:http";
import type { Mount } from "../adapter/mount.ts";
import { createExchange, readRequest } from "./create-exchange.ts";
import { isRefusedByNode } from "./refusal.ts";
import { reportExchange } from "./report-exchange.ts";

/** Reports a request that was answered in full and that no adapter has observed. Never throws. */
export function reportUnobserved(
  mount: Mount<undefined>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  startedAt: number,
): void {
  const read = { ...readRequest(incoming, outgoing), startedAt };
  const exchange = createExchange(mount as Mount<unknown>, undefined, incoming, read);
  exchange.finished = true;
  if (isRefusedByNode(incoming, outgoing)) {
    exchange.counter = "own";
    exchange.ended = true;
  }
  reportExchange(exchange);
}
