import { AsyncResource } from "node:async_hooks";
import { createHmac } from "node:crypto";
import { hostname } from "node:os";
import timers from "node:timers";
import { hold } from "../time/hold.ts";
import type { Cancel, Platform } from "../platform.ts";
import { detailsWith } from "../details/create-details.ts";
import { decodeContent } from "./decode-content.ts";
import { readDefaults, readProcessEnvironment } from "./defaults.ts";
import { flushAtEnd } from "./process-end.ts";
import { serverlessAdvice } from "./serverless.ts";
import { openSpool } from "./spool/open.ts";
import { createHttpTransport } from "./http-transport.ts";

/** Tests of an app may take the global one away, before this is loaded too, and wait for a shutdown meanwhile. */
const { setImmediate } = timers;

/** What is said may quote a request, or an error of the app's own: it stays one line, and moves nothing on a terminal. */
const BREAKS = /[\p{Cc}\u2028\u2029]+/gu;

/** What a Node process offers a client. */
export function createNodePlatform(): Platform {
  // Work that a client does later belongs to no request of the app.
  const scope = new AsyncResource("peek", { requireManualDestroy: true });
  // To async hooks it is a handle that was left open, of which Jest tells.
  scope.emitDestroy();
  return {
    runtime: `node ${process.versions.node}`,
    host: readHostname(),
    environment: readProcessEnvironment,
    defaults: readDefaults,
    createTransport: createHttpTransport,
    openSpool,
    hmac: (key, text) => createHmac("sha256", key).update(text).digest(),
    schedule(task, milliseconds): Cancel {
      const timer = scope.runInAsyncScope(setTimeout, undefined, task, milliseconds);
      timer.unref();
      return () => clearTimeout(timer);
    },
    nextTurn: () =>
      new Promise((resolve) => void scope.runInAsyncScope(setImmediate, undefined, resolve)),
    hold,
    createDetails: detailsWith(decodeContent),
    print: (line) => void process.stderr.write(`${line.replace(BREAKS, " ")}\n`),
    serverlessAdvice,
    onEnd: flushAtEnd,
  };
}

/** Deno asks for a permission, which an app may do without. */
function readHostname(): string | undefined {
  try {
    return hostname();
  } catch {
    return undefined;
  }
}
