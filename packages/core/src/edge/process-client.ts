import type { CreateDetails } from "../adapter/details.ts";
import { moveSource } from "../adapter/edge-client.ts";
import type { OpenRequest } from "../pipeline/observed-request.ts";
import { reportMisspelt } from "../options/misspelt.ts";
import type { PeekOptions } from "../options/options.ts";
import type { Peek } from "../client/peek.ts";
import { WeakList } from "../client/weak-list.ts";
import { createEdgeClient, type EdgeClient } from "./client.ts";
import type { EdgeGlobals } from "./runtime.ts";

/** Milliseconds for the last delivery of a process that has nothing else to do. */
const END_TIMEOUT = 1_000;

/** A client of Deno or Bun: it tells which requests are still running, and keeps no process alive that is to end. */
export function createProcessClient(options: PeekOptions, createDetails: CreateDetails): Peek {
  const mounts = new WeakList<() => readonly OpenRequest[]>();
  let underWay = new AbortController();
  const { process } = globalThis as EdgeGlobals;
  const client = createEdgeClient(options, {
    openRequests: () => [...mounts].flatMap((requests) => requests()),
    deadline: (milliseconds) =>
      AbortSignal.any([AbortSignal.timeout(milliseconds), underWay.signal]),
    started({ flushOnExit }) {
      reportMisspelt(options, client.trouble);
      if (flushOnExit && typeof process?.once === "function")
        process.once("beforeExit", flushAtEnd);
    },
  });
  function flushAtEnd(): void {
    void client.flush({ timeout: END_TIMEOUT }).finally(abandon);
  }
  function abandon(): void {
    underWay.abort();
    underWay = new AbortController();
  }

  const { accept, mounted, shutdown } = client;
  return Object.assign<EdgeClient, Partial<EdgeClient>>(client, {
    accept(record) {
      moveSource(record);
      accept(record);
    },
    mounted(adapter, openRequests) {
      mounted(adapter);
      if (openRequests) mounts.add(openRequests);
    },
    shutdown(options) {
      process?.off?.("beforeExit", flushAtEnd);
      return shutdown(options).finally(abandon);
    },
    createDetails,
  });
}
