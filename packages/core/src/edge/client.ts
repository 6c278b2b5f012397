import {
  PeekError,
  type ClientStats,
  type Diagnostic,
  type ProductEventType,
} from "@peekjs/protocol";
import { CLIENT, type AdapterClient } from "../adapter/adapter-client.ts";
import type { ObservedRequest, OpenRequest } from "../observed-request.ts";
import type { PeekOptions } from "../options/options.ts";
import type { FlushResult, Peek } from "../peek.ts";
import { createReport, internalError } from "../report.ts";
import { createAfterResponse, type AfterResponse } from "../serverless/after-response.ts";
import { version } from "../version.ts";
import type { Entry } from "./envelope.ts";
import { extensions } from "./extensions.ts";
import { resolveEdgeOptions } from "./options.ts";
import { startPipeline, type EdgePipeline } from "./pipeline.ts";
import { isIsolate, readEnvironment, type EdgeGlobals } from "./runtime.ts";

const NOTHING: FlushResult = { delivered: 0, spooled: 0, pending: 0 };
const NO_RECORDS: ClientStats = {
  accepted: 0,
  delivered: 0,
  spooled: 0,
  pending: 0,
  summarised: 0,
  dropped: {},
};
const WAIT_UNTIL_TIME = 10_000;
const PASS_ON =
  "No waitUntil was handed over: deliveries die with their requests. Use app.fetch(request, env, ctx), or ctx.waitUntil(client.flush()).";

/** A client that keeps what it reports in memory, and starts at the first request. */
export function createEdgeClient(options: PeekOptions): Peek {
  const globals = globalThis as EdgeGlobals;
  const print = (line: string): void => console.warn(line);
  const report = createReport(options.onError, print);
  const trouble = (error: unknown): void => report(internalError(error));
  const open: (() => readonly OpenRequest[])[] = [];
  let sdk = `@peekjs/core ${version}`;
  let pipeline: EdgePipeline | undefined;
  let afterResponse: AfterResponse | undefined;
  /** `unset`: there was no endpoint, but a later request may bring one in its environment. */
  let state: "asleep" | "unset" | "awake" | "off" = "asleep";
  let ending: Promise<FlushResult> | undefined;

  function wake(bindings?: unknown): boolean {
    const isFirst = state === "asleep";
    if (!isFirst && (state !== "unset" || bindings === undefined)) return state === "awake";
    try {
      crypto.getRandomValues(new Uint8Array(1));
    } catch {
      report(
        new PeekError(
          "PEEK_W_MODULE_SCOPE",
          "Workers may start nothing before their first request: this event is left out. Call the client in a handler.",
        ),
      );
      return false;
    }
    state = "off";
    const resolved = resolveEdgeOptions(options, readEnvironment(globals, bindings));
    if (resolved.disabled) return false;
    if (resolved.url === undefined) {
      if (bindings === undefined) state = "unset";
      if (isFirst)
        print(
          "[peek] PEEK_W_NO_ENDPOINT Nothing is reported: set PEEK_ENDPOINT to the URL of your collector.",
        );
      return false;
    }
    const started = startPipeline({
      options: resolved,
      runtime: globals.navigator?.userAgent ?? globals.EdgeRuntime ?? "edge",
      sdk: () => sdk,
      openRequests: () => open.flatMap((requests) => requests()),
      report,
      print,
    });
    pipeline = started;
    state = "awake";
    extensions.onStart?.(started, resolved.flushOnExit);
    afterResponse = createAfterResponse({
      isServerless: isIsolate(globals) || globals.Netlify !== undefined,
      sharesTimers: false,
      deliver: () => started.send(undefined, performance.now() + WAIT_UNTIL_TIME),
      onUnattended: () => started.diagnose({ code: "PEEK_W_SERVERLESS", detail: PASS_ON }),
      trouble,
    });
    if (resolved.isGuessed || resolved.debug) {
      print(`[peek] → ${resolved.url.origin} as "${resolved.service}" (${resolved.environment})`);
    }
    return true;
  }

  /** Wakes, and takes what a call hands over. Never throws. */
  function take(
    kind: "request" | "event",
    add: (pipeline: EdgePipeline) => Entry | undefined,
  ): Entry | undefined {
    try {
      if (!wake()) return undefined;
      const entry = add(pipeline!);
      afterResponse!.added(kind);
      return entry;
    } catch (error) {
      trouble(error);
      pipeline?.refuse("invalid");
      return undefined;
    }
  }

  const product = (type: ProductEventType, input: unknown): Entry | undefined =>
    take("event", (pipeline) => {
      if (extensions.takeProductCall !== undefined) {
        return extensions.takeProductCall(pipeline, type, input);
      }
      throw new PeekError(
        "PEEK_E_NOT_IMPORTED",
        `${type}() needs import "@peekjs/core/events" here; the event was left out.`,
      );
    });

  const client: Peek & AdapterClient & { [CLIENT]: unknown } = {
    get [CLIENT](): AdapterClient {
      return client;
    },
    options,
    get pendingCount() {
      return pipeline?.stats().pending ?? 0;
    },
    destinations: new Map(),
    recordRequest: (request) => void take("request", (pipeline) => pipeline.record(request)),
    track: (input) => void product("track", input),
    identify: (input) => void product("identify", input),
    async identifyNow(input, options) {
      const entry = product("identify", input);
      if (entry !== undefined) await client.flush(options);
      return { delivered: entry?.isDelivered === true };
    },
    page: (input) => void product("page", input),
    screen: (input) => void product("screen", input),
    group: (input) => void product("group", input),
    alias: (input) => void product("alias", input),
    wake,
    accept(record: ObservedRequest) {
      pipeline?.add("requests", "", record);
      afterResponse?.added("request");
    },
    wallTime: (monotonic) => Date.now() - performance.now() + monotonic,
    mounted(adapter, openRequests) {
      open.push(openRequests);
      if (sdk.startsWith("@peekjs/core ")) sdk = adapter;
    },
    deliverWithin: (waitUntil) => afterResponse?.deliverWithin(waitUntil),
    diagnose: (diagnostic: Diagnostic) => pipeline?.diagnose(diagnostic),
    trouble,
    async flush(options) {
      afterResponse?.attended();
      return ending ?? pipeline?.flush(milliseconds(options, 30_000)) ?? NOTHING;
    },
    async shutdown(options) {
      if (pipeline === undefined) state = "off";
      return (ending ??= pipeline?.shutdown(milliseconds(options, 5_000))) ?? NOTHING;
    },
    async [Symbol.asyncDispose]() {
      await client.shutdown();
    },
    stats: () => pipeline?.stats() ?? NO_RECORDS,
  };
  return client;
}

/** As a timer takes them, whatever the app hands over. */
function milliseconds(options: { timeout?: unknown } | undefined, otherwise: number): number {
  const timeout = options?.timeout;
  return typeof timeout === "number" && timeout >= 0 ? Math.min(timeout, 2 ** 31 - 1) : otherwise;
}
