import type { Server } from "node:http";
import { onTestFinished } from "vitest";
import type { PeekOptions } from "../../src/index.node.ts";
import { observe } from "../../src/node-http/index.ts";
import { type Handler, type Observing, startObserving } from "./observing.ts";

export type { Handler } from "./observing.ts";

export interface ObservedServer extends Pick<Observing, "recorded"> {
  server: Server;
  port: number;
}

/** Serves a handler whose requests a client observes, until the test has finished. */
export async function serveObserved(
  handler: Handler,
  options: PeekOptions = {},
): Promise<ObservedServer> {
  const { mount, serve, recorded, end } = await startObserving(options);
  onTestFinished(end);
  const served = await serve((incoming, outgoing) => {
    observe(mount, incoming, incoming, outgoing);
    handler(incoming, outgoing);
  });
  return { ...served, recorded };
}
