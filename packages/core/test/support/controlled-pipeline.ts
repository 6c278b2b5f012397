import { createHmac } from "node:crypto";
import { PeekError, readEnvelope, requestAt } from "@peekjs/protocol";
import type { SpoolGroup } from "../../src/delivery/spool.ts";
import type { Reply } from "../../src/delivery/transport.ts";
import type { PeekOptions } from "../../src/options/options.ts";
import { resolveOptions } from "../../src/options/resolve.ts";
import { Pipeline } from "../../src/pipeline/pipeline.ts";
import type { Platform } from "../../src/platform.ts";
import { createReport } from "../../src/diagnostics/report.ts";
import { memorySpool } from "./memory-spool.ts";

const ANSWERS = {
  accepts: { status: 202, contentType: "application/json", retryAfter: undefined, body: "{}" },
  fails: { status: 503, contentType: "", retryAfter: undefined, body: "" },
  refuses: { status: 400, contentType: "", retryAfter: undefined, body: "" },
} satisfies Record<string, Reply>;

/** What a number ends in that is refused. */
const REFUSED = /"n\d*7"/;

/** @param cut when all connections are */
type Answer = (cut: AbortSignal, body: string) => Reply | Promise<Reply>;

/** A pipeline whose endpoint, disk and timers a test controls; under vitest's fake timers nothing of it is real. */
export interface ControlledPipeline {
  pipeline: Pipeline;
  /** `refuses`: a batch in which a number ends in 7. */
  endpoint: keyof typeof ANSWERS | "hangs" | Answer;
  isDiskFull: boolean;
  /** User agents of requests and names of events that the endpoint has acknowledged, as often as it has. */
  readonly delivered: string[];
  /** Envelopes that the endpoint has acknowledged, greetings included. */
  readonly acknowledged: number;
  /** Requests in summaries that the endpoint has acknowledged. */
  readonly counted: number;
  /** What a restart would find: texts of the groups that were written and not released. */
  readonly onDisk: string[];
}

export function controlPipeline(
  given: PeekOptions,
  { hasDisk = true, onError }: { hasDisk?: boolean; onError?: (error: PeekError) => void } = {},
): ControlledPipeline {
  const environment = {};
  const options = resolveOptions({ endpoint: "http://127.0.0.1:9", ...given }, environment, {
    service: "orders",
    developmentEndpoint: "",
  });
  const delivered: string[] = [];
  const frames = new Map<number, SpoolGroup>();
  const control = {
    endpoint: "accepts" as ControlledPipeline["endpoint"],
    isDiskFull: false,
    delivered,
    acknowledged: 0,
    counted: 0,
    get onDisk() {
      return [...frames.values()].map(({ text }) => text);
    },
  };

  let cut = new AbortController();
  async function send(body: string): Promise<Reply> {
    const { signal } = cut;
    await Promise.resolve();
    const { endpoint } = control;
    if (endpoint === "hangs") return hang(signal);
    const isTaken = endpoint === "refuses" && !REFUSED.test(body);
    const reply =
      typeof endpoint === "function"
        ? await endpoint(signal, body)
        : ANSWERS[isTaken ? "accepts" : endpoint];
    if (reply.status === 202) acknowledge(body);
    return reply;
  }
  function hang(signal: AbortSignal): Promise<Reply> {
    return new Promise((_, reject) => {
      const fail = (): void => reject(new PeekError("PEEK_E_TIMEOUT", "No answer."));
      setTimeout(fail, options.timeout);
      signal.addEventListener("abort", fail);
    });
  }
  function close(): void {
    cut.abort();
    cut = new AbortController();
  }
  function acknowledge(body: string): void {
    control.acknowledged++;
    const { batch } = readEnvelope(Buffer.from(body), { receivedAt: Date.now() });
    for (const { requests, events, summaries } of batch.groups) {
      for (let i = 0; i < requests.count; i++) {
        delivered.push(requestAt(requests, i).userAgent ?? "");
      }
      for (const { value } of events) delivered.push(value.event ?? "");
      for (const { value } of summaries) control.counted += value.count;
    }
  }

  const report = createReport(onError, () => undefined);
  const spool = memorySpool(frames, () => {
    if (control.isDiskFull) report(new PeekError("PEEK_W_SPOOL", "The disk is full."));
    return !control.isDiskFull;
  });
  const platform: Platform = {
    runtime: "test 1",
    host: undefined,
    environment: () => environment,
    defaults: () => ({ service: "orders", developmentEndpoint: "" }),
    createTransport: () => ({ send, close }),
    openSpool: () => (hasDisk ? spool : undefined),
    hmac: (key, text) => createHmac("sha256", key).update(text).digest(),
    schedule(task, milliseconds) {
      const timer = setTimeout(task, milliseconds);
      return () => clearTimeout(timer);
    },
    nextTurn: () => new Promise((resolve) => setTimeout(resolve, 0)),
    hold: (promise) => promise,
    print: () => undefined,
    serverlessAdvice: () => undefined,
    onEnd: () => () => undefined,
  };
  const settings = {
    options,
    platform,
    sdk: { name: "test", version: "1" },
    openRequests: () => [],
    report,
  };
  return Object.assign(control, { pipeline: new Pipeline(settings) });
}
