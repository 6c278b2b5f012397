import { PeekError, type ProductEventType } from "@peekjs/protocol";
import { CLIENT, type AdapterClient } from "../adapter/adapter-client.ts";
import type { PeekOptions } from "../options/options.ts";
import type { FlushResult, Peek } from "../peek.ts";
import { createReport, internalError } from "../report.ts";
import { createAfterResponse, type AfterResponse } from "../serverless/after-response.ts";
import { version } from "../version.ts";
import type { Entry } from "./envelope.ts";
import { extensions } from "./extensions.ts";
import { resolveEdgeOptions } from "./options.ts";
import { startPipeline, type EdgePipeline, type Sender } from "./pipeline.ts";
import { isIsolate, readEnvironment, type EdgeGlobals } from "./runtime.ts";

/** Milliseconds in which deliveries start for a request that is answered; platforms allow 30 s with the last answer. */
const WAIT_UNTIL_TIME = 10_000;
const MOST_MOUNTS = 100;
const NOTHING = { delivered: 0, spooled: 0, pending: 0 };

/** A client that keeps what it reports in memory, and starts at the first request. */
export function createEdgeClient(options: PeekOptions): Peek {
  const globals = globalThis as EdgeGlobals;
  const print = (line: string): void => console.warn(line);
  const report = createReport(options.onError, print);
  const say = (code: string, message: string): void => report(new PeekError(code, message));
  const trouble = (error: unknown): void => report(internalError(error));
  const sender: Sender = {
    instance: "",
    sdk: `@peekjs/core ${version}`,
    runtime: globals.navigator?.userAgent ?? globals.EdgeRuntime ?? "edge",
    openRequests: [],
  };
  let pipeline: EdgePipeline | undefined;
  let afterResponse: AfterResponse | undefined;
  let ending: Promise<FlushResult> | undefined;
  /** `unset`: there was no endpoint, but a later request may bring one in its environment. */
  let state: "asleep" | "unset" | "awake" | "off" = "asleep";

  function wake(bindings?: unknown): boolean {
    const isFirst = state === "asleep";
    if (!isFirst && (state !== "unset" || bindings === undefined)) return state === "awake";
    try {
      sender.instance = crypto.randomUUID();
    } catch {
      say("PEEK_W_MODULE_SCOPE", "Events before the first request are left out.");
      return false;
    }
    state = "off";
    const resolved = resolveEdgeOptions(options, readEnvironment(globals, bindings));
    if (resolved.disabled) return false;
    if (resolved.url === undefined) {
      if (bindings === undefined) state = "unset";
      if (isFirst) print("[peek] PEEK_W_NO_ENDPOINT Nothing is reported: set PEEK_ENDPOINT.");
      return false;
    }
    state = "awake";
    const started = startPipeline(resolved, sender, report);
    pipeline = started;
    afterResponse = createAfterResponse({
      isServerless: isIsolate(globals) || globals.Netlify !== undefined,
      sharesTimers: false,
      deliver: () => started.sendWithin(WAIT_UNTIL_TIME),
      onUnattended: () =>
        started.diagnose({
          code: "PEEK_W_SERVERLESS",
          detail:
            "Deliveries die with their requests. Pass ctx on: app.fetch(request, env, ctx), or use ctx.waitUntil(client.flush()).",
        }),
      trouble,
    });
    extensions.onStart?.(started);
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
      return pipeline?.refuse("invalid");
    }
  }

  const product = (type: ProductEventType, input: unknown): Entry | undefined =>
    take("event", (pipeline) => {
      const { takeProductCall } = extensions;
      if (takeProductCall !== undefined) return takeProductCall(pipeline, type, input);
      throw new PeekError("PEEK_E_NOT_IMPORTED", `${type}: import "@peekjs/core/events" first.`);
    });

  const client: Peek & AdapterClient & { readonly [CLIENT]: AdapterClient } = {
    get [CLIENT]() {
      return client;
    },
    options,
    destinations: new Map(),
    recordRequest: (request) =>
      void take("request", (pipeline) => {
        if (request instanceof Object) return pipeline.record(request);
        throw new PeekError("PEEK_E_RECORD", "recordRequest needs an object.");
      }),
    track: (input) => void product("track", input),
    identify: (input) => void product("identify", input),
    page: (input) => void product("page", input),
    screen: (input) => void product("screen", input),
    group: (input) => void product("group", input),
    alias: (input) => void product("alias", input),
    async identifyNow(input, options) {
      const entry = product("identify", input);
      if (entry !== undefined) await client.flush(options);
      return { delivered: entry?.isDelivered === true };
    },
    async flush(options) {
      afterResponse?.attended();
      return ending ?? pipeline?.flush(timeoutOf(options, 30_000)) ?? NOTHING;
    },
    async shutdown(options) {
      if (pipeline === undefined) state = "off";
      return (ending ??= pipeline?.shutdown(timeoutOf(options, 5_000))) ?? NOTHING;
    },
    async [Symbol.asyncDispose]() {
      await client.shutdown();
    },
    get pendingCount() {
      return client.stats().pending;
    },
    stats: () => pipeline?.stats() ?? { ...NOTHING, accepted: 0, summarised: 0, dropped: {} },
    wake,
    accept(record) {
      pipeline?.record(record, record.credential, record.consumerSource);
      afterResponse?.added("request");
    },
    wallTime: (monotonic) => Date.now() - performance.now() + monotonic,
    mounted(adapter, openRequests) {
      // Of apps made anew for each request the latest will do.
      if (sender.openRequests.push(openRequests) === 1) sender.sdk = adapter;
      if (sender.openRequests.length > MOST_MOUNTS) sender.openRequests.shift();
    },
    get createDetails() {
      return extensions.createDetails;
    },
    deliverWithin: (waitUntil) => afterResponse?.deliverWithin(waitUntil),
    diagnose: (diagnostic) => pipeline?.diagnose(diagnostic),
    trouble,
  };
  return client;
}

/** Milliseconds as a timer takes them, whatever the app hands over. */
function timeoutOf(options: { timeout?: unknown } | undefined, otherwise: number): number {
  const timeout = options?.timeout;
  return typeof timeout === "number" && timeout >= 0 ? Math.min(timeout, 2 ** 31 - 1) : otherwise;
}
