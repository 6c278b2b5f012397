import {
  PeekError,
  PRODUCT_EVENT_TYPES,
  type ClientStats,
  type ProductEventType,
} from "@peekjs/protocol";
import type { AdapterClient } from "../adapter/adapter-client.ts";
import type { EdgeRequest } from "../adapter/edge-client.ts";
import { CLIENT } from "../adapter/shared-keys.ts";
import { now } from "../time/clock.ts";
import type { PeekOptions } from "../options/options.ts";
import type { FlushResult, Peek } from "../client/peek.ts";
import { createReport } from "../diagnostics/report.ts";
import { SHARING_DELAY, WAIT_UNTIL_TIME } from "../serverless/limits.ts";
import { requestWaitUntil, type WaitUntil } from "../serverless/wait-until.ts";
import { FLUSH_TIMEOUT, SHUTDOWN_TIMEOUT, timeoutOf } from "../client/timeouts.ts";
import type { Entry, ClientState } from "./envelope.ts";
import { extensions, type ProcessHost } from "./extensions.ts";
import { PATIENCE } from "./limits.ts";
import { resolveEdgeOptions } from "./options.ts";
import { sleep, startPipeline, type EdgePipeline } from "./pipeline.ts";
import { type EdgeEnvironment, isIsolate, readEnvironment } from "./runtime.ts";

export type EdgeClient = Peek & AdapterClient;

/**
 * A client that keeps what it reports in memory, and starts at the first request.
 *
 * @param process undefined in an isolate
 */
export function createEdgeClient(options: PeekOptions, process?: ProcessHost): EdgeClient {
  const report = createReport(options.onError, (line) => console.warn(line));
  const stats: ClientStats = {
    accepted: 0,
    delivered: 0,
    spooled: 0,
    pending: 0,
    summarised: 0,
    dropped: {},
  };
  const state: ClientState = { instance: "", sdk: undefined, stats, process };
  let pipeline: EdgePipeline | undefined;
  let isOff = false;
  /** There was no endpoint, but a later request may bring one in its environment. */
  let isUnset = false;
  /** When something was first reported; `Infinity` once somebody flushes, or hands over a `waitUntil`. */
  let unattendedSince: number | undefined;

  function wake(bindings?: unknown): boolean {
    if (pipeline || isOff || (isUnset && !(bindings as EdgeEnvironment)?.PEEK_ENDPOINT))
      return !!pipeline;
    try {
      state.instance = crypto.randomUUID();
    } catch {
      report(
        new PeekError("PEEK_W_MODULE_SCOPE", "Call it in a handler: outside, events are lost."),
      );
      return false;
    }
    isOff = true;
    const resolved = resolveEdgeOptions(options, readEnvironment(bindings));
    const { url, isGuessed, disabled, debug, service } = resolved;
    if (disabled) return false;
    if (!url) {
      if (!isUnset) report(new PeekError("PEEK_W_NO_ENDPOINT", "Set PEEK_ENDPOINT."));
      isOff = false;
      isUnset = true;
      return false;
    }
    pipeline = startPipeline(resolved, state, report);
    process?.started(resolved);
    if (isGuessed || debug) console.warn(`[peek] → ${url.origin} as "${service}"`);
    return true;
  }

  /** Hands a delivery to the platform, put off for a moment so that requests share it. */
  function deliverWithin(waitUntil: WaitUntil): void {
    unattendedSince = Infinity;
    try {
      waitUntil(sleep(SHARING_DELAY).then(() => pipeline?.deliverWithin(WAIT_UNTIL_TIME)));
    } catch (error) {
      report(error);
    }
  }

  /** Something is to be delivered. */
  function added(): void {
    const waitUntil = requestWaitUntil();
    if (waitUntil) deliverWithin(waitUntil);
    else if (isIsolate() && now() - (unattendedSince ??= now()) >= PATIENCE) {
      const detail = "Pass ctx to app.fetch, or call ctx.waitUntil(client.flush()).";
      pipeline?.diagnose({ code: "PEEK_W_SERVERLESS", detail });
    }
  }

  /** Wakes, and takes what a call hands over. Never throws. */
  function take(add: (pipeline: EdgePipeline) => Entry | undefined): Entry | undefined {
    try {
      if (!wake()) return undefined;
      const entry = add(pipeline!);
      added();
      return entry;
    } catch (error) {
      report(error);
      return pipeline?.refuse("invalid");
    }
  }

  const product = (type: ProductEventType, input: unknown): Entry | undefined =>
    take((pipeline) => extensions.takeProductCall(pipeline, type, input));

  /** Waits for a delivery for at most so many milliseconds as the app says. */
  async function settle(
    deliver: (milliseconds: number) => Promise<void> | undefined,
    options: { timeout?: unknown } | undefined,
    otherwise: number,
  ): Promise<FlushResult> {
    const before = stats.delivered;
    unattendedSince = Infinity;
    await deliver(timeoutOf(options, otherwise));
    return { delivered: stats.delivered - before, spooled: 0, pending: stats.pending };
  }

  const productCalls = Object.fromEntries(
    PRODUCT_EVENT_TYPES.map((type) => [type, (input: unknown) => void product(type, input)]),
  ) as Pick<Peek, ProductEventType>;

  const client: EdgeClient & { [CLIENT]?: AdapterClient } = {
    options,
    destinations: new Map(),
    recordRequest: (request) =>
      void take((pipeline) => {
        if (request instanceof Object) return pipeline.record(request);
        throw new PeekError("PEEK_E_RECORD", "recordRequest needs an object.");
      }),
    ...productCalls,
    async identifyNow(input, options) {
      const entry = product("identify", input);
      if (entry) await client.flush(options);
      return { delivered: !!entry?.isDelivered };
    },
    flush: (options) => settle((time) => pipeline?.flush(time), options, FLUSH_TIMEOUT),
    shutdown(options) {
      isOff = true;
      return settle((time) => pipeline?.shutdown(time), options, SHUTDOWN_TIMEOUT);
    },
    async [Symbol.asyncDispose]() {
      await client.shutdown();
    },
    get pendingCount() {
      return stats.pending;
    },
    stats: () => structuredClone(stats),
    wake,
    accept(record: EdgeRequest) {
      pipeline?.record(record, record.credential, record.apiKey ? "api_key" : "authorization");
      added();
    },
    wallTime: (monotonic) => Date.now() - now() + monotonic,
    mounted(adapter) {
      state.sdk ??= adapter;
    },
    deliverWithin,
    diagnose: (diagnostic) => pipeline?.diagnose(diagnostic),
    trouble: report,
  };
  client[CLIENT] = client;
  return client;
}
