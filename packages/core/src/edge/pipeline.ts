import { PeekError, type ClientStats, type Diagnostic, type LostRange } from "@peekjs/protocol";
import { parseRetryAfter } from "../delivery/pause.ts";
import type { ObservedRequest, OpenRequest } from "../observed-request.ts";
import type { FlushResult, RequestInput } from "../peek.ts";
import { internalError, type Report } from "../report.ts";
import { Consumers } from "./consumers.ts";
import { groupsOf, type Entry } from "./envelope.ts";
import type { EdgeOptions } from "./options.ts";
import { post } from "./post.ts";
import { encodeRow } from "./row.ts";
import { explain, mayPass } from "./trouble.ts";

const MOST_BYTES = 16 * 1024 * 1024;
const MOST_BATCH_BYTES = 4 * 1024 * 1024;
/** Records that are encoded without a break. */
const SLICE = 500;
/** So many records may be refused alone before any is accepted: then it is the endpoint. */
const MOST_SUSPECTS = 3;
const MOST_DIAGNOSTICS = 20;
const SLOW_DELAY = 60_000;
const SLOW_DELAY_GUESSED = 2_000;

export interface PipelineSettings {
  options: EdgeOptions;
  runtime: string;
  sdk(): string;
  openRequests(): readonly OpenRequest[];
  report: Report;
  print(line: string): void;
}

interface Batch {
  entries: Entry[];
  until: number;
  abort: AbortController;
}

const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

export type EdgePipeline = ReturnType<typeof startPipeline>;

/** Numbers records, keeps them in memory and sends them until the collector has acknowledged them. */
export function startPipeline({
  options,
  runtime,
  sdk,
  openRequests,
  report,
  print,
}: PipelineSettings) {
  const { url, apiKey, batchSize, maxBufferSize, maxEventBytes, maxRetries, timeout } = options;
  const instance = crypto.randomUUID();
  const consumers = new Consumers(options.consumerHashKey, apiKey);
  const held = new Set<Entry>();
  const waiting: Entry[] = [];
  let queue: Entry[] = [];
  let suspects: Entry[] = [];
  const inFlight = new Set<Batch>();
  const dropped: Record<string, number> = {};
  const diagnostics: Diagnostic[] = [];
  let lost: LostRange[] = [];
  let [accepted, delivered, bytes, last] = [0, 0, 0, 0];
  let [failures, pausedUntil, askedUntil, timerAt, saidDropped] = [0, 0, 0, 0, 0];
  let most = batchSize;
  let isClosed = false;
  let isEnded = false;

  /** Takes a record in, as JSON or still to be encoded; undefined when it is dropped. */
  function add(
    kind: Entry["kind"],
    json: string | undefined,
    record?: ObservedRequest,
  ): Entry | undefined {
    accepted++;
    const isFull = held.size >= maxBufferSize || bytes >= MOST_BYTES;
    const isLeftOut = kind === "requests" && Math.random() >= options.sampleRate;
    const reason = isClosed
      ? "shutdown"
      : json === undefined
        ? "event_too_large"
        : isFull
          ? "buffer_full"
          : isLeftOut
            ? "sampled"
            : undefined;
    if (reason !== undefined) return count(reason);
    const size = json!.length + weigh(record);
    const entry: Entry = { kind, order: accepted, json: json!, record, number: 0, size };
    bytes += size;
    held.add(entry);
    waiting.push(entry);
    arm(waiting.length >= batchSize ? 0 : options.flushInterval);
    return entry;
  }

  function refuse(reason: string): void {
    accepted++;
    count(reason);
  }

  function count(reason: string): undefined {
    dropped[reason] = (dropped[reason] ?? 0) + 1;
  }

  function release(entry: Entry, reason?: string): void {
    held.delete(entry);
    bytes -= entry.size;
    if (reason !== undefined) count(reason);
  }

  /** A timer may have ended with the request that started it: when it is overdue another one is started. */
  function arm(milliseconds: number): void {
    const now = performance.now();
    if (timerAt >= now && timerAt <= now + milliseconds) return;
    timerAt = now + milliseconds;
    const timer = setTimeout(() => {
      timerAt = 0;
      void send();
    }, milliseconds) as { unref?(): void } | number;
    (timer as { unref?(): void }).unref?.();
  }

  async function encode(): Promise<void> {
    while (waiting.length > 0) {
      const slice = waiting.slice(0, SLICE);
      const unknown = new Map<string, "api_key" | "authorization">();
      for (const { record } of slice) {
        const { credential } = record ?? {};
        if (credential !== undefined && !consumers.get(credential)) {
          unknown.set(credential, record!.consumerSource as "api_key");
        }
      }
      if (unknown.size > 0) await consumers.learn(unknown);
      // Another delivery may have come first.
      for (const entry of slice) {
        if (waiting[0] !== entry) break;
        waiting.shift();
        encodeEntry(entry);
      }
      if (waiting.length > 0) await sleep(0);
    }
  }

  function encodeEntry(entry: Entry): void {
    const { record } = entry;
    entry.record = undefined;
    if (record !== undefined) {
      const { credential } = record;
      if (credential !== undefined) {
        record.consumerSource = undefined;
        Object.assign(record, consumers.get(credential));
      }
      const json = encodeRow(record, Date.now(), maxEventBytes);
      if (json === undefined) return release(entry, "event_too_large");
      bytes += json.length - entry.size;
      entry.size = json.length;
      entry.json = json;
    }
    entry.number = ++last;
    queue.push(entry);
  }

  function putBack(entries: readonly Entry[]): void {
    queue.push(...entries);
    queue.sort((a, b) => a.number - b.number);
  }

  function take(): Entry[] {
    const start = suspects.length > 0 ? Math.floor(Math.random() * queue.length) : 0;
    let count = 0;
    for (let size = 0; count < most && start + count < queue.length; count++) {
      size += queue[start + count]!.json.length;
      if (count > 0 && size > MOST_BATCH_BYTES) break;
    }
    return queue.splice(start, count);
  }

  async function deliver(entries: Entry[]): Promise<void> {
    const abort = new AbortController();
    const batch = { entries, until: performance.now() + 2 * timeout, abort };
    inFlight.add(batch);
    sayDropped();
    const [name = "", version = ""] = sdk().split(" ");
    const announced = lost;
    const body = `${JSON.stringify({
      version: 1,
      sdk: { name, version, runtime },
      resource: { service: options.service, environment: options.environment },
      instance,
      sentAt: Date.now(),
      stats: stats(),
      open: openRequests(),
      lost,
      diagnostics,
    }).slice(0, -1)},"groups":${groupsOf(entries)}}`;
    const key = `${instance}:${entries[0]!.number}-${entries.at(-1)!.number}`;
    const deadline = setTimeout(() => abort.abort(), timeout);
    const answer = await post(
      url!,
      body,
      {
        "content-type": "application/json",
        "idempotency-key": key,
        ...(apiKey && { authorization: `Bearer ${apiKey}` }),
      },
      abort.signal,
    );
    clearTimeout(deadline);
    // Given up in the meantime: what it carried is another's by now.
    if (!inFlight.delete(batch)) return;
    const { status } = answer;
    if (options.debug) print(`[peek] sent ${key}: ${status}`);
    if (answer.isAcknowledgement) {
      for (const entry of entries) {
        entry.isDelivered = true;
        release(entry);
      }
      delivered += entries.length;
      lost = lost.filter((range) => !announced.includes(range));
      failures = 0;
      pausedUntil = askedUntil;
      if (suspects.length === 0) most = Math.min(batchSize, 2 * most);
      putBack(suspects);
      suspects = [];
      return;
    }
    if (status === 400 || status === 413) {
      const [entry] = entries as [Entry];
      if (entries.length > 1) {
        most = Math.ceil(entries.length / 2);
        return putBack(entries);
      }
      if (delivered > (entry.refusedAt ?? Infinity)) {
        const reason = status === 400 ? "refused" : "too_large";
        lost.push({ first: entry.number, last: entry.number, reason });
        return release(entry, reason);
      }
      entry.refusedAt = delivered;
      if (suspects.length < MOST_SUSPECTS && queue.length > 0) {
        suspects.push(entry);
        return;
      }
    }
    putBack([...entries, ...suspects]);
    suspects = [];
    const now = performance.now();
    failures = mayPass(status) ? failures + 1 : Math.max(failures, maxRetries) + 1;
    const delay =
      failures > maxRetries
        ? (options.isGuessed ? SLOW_DELAY_GUESSED : SLOW_DELAY) * (1 + Math.random()) * 0.5
        : Math.random() * Math.min(30_000, 500 * 2 ** (failures - 1));
    askedUntil = Math.max(askedUntil, now + (parseRetryAfter(answer.retryAfter) ?? 0));
    pausedUntil = Math.max(askedUntil, now + delay);
    report(explain(answer, url!, abort.signal.aborted));
  }

  /**
   * Sends one batch after the other.
   *
   * @param mark nothing later is waited for
   * @param until reading of the monotonic clock; undefined: what cannot be sent at once is left to a timer
   */
  async function send(mark = Infinity, until?: number): Promise<void> {
    try {
      let idle = 5;
      for (;;) {
        await encode();
        const now = performance.now();
        for (const batch of inFlight) {
          if (batch.until < now && inFlight.delete(batch)) putBack(batch.entries);
        }
        const [oldest] = held;
        if (isEnded || oldest === undefined || oldest.order > mark) return;
        const lanes = failures > 0 || most < batchSize ? 1 : 2;
        const wait = Math.max(0, pausedUntil - now);
        if (queue.length > 0 && inFlight.size < lanes && wait === 0) {
          await deliver(take());
          idle = 5;
          continue;
        }
        if (until === undefined) {
          if (queue.length > 0) arm(wait || 250);
          return;
        }
        if (failures > maxRetries || now + wait >= until) return;
        await sleep(wait || (idle = Math.min(250, 2 * idle)));
      }
    } catch (error) {
      report(internalError(error));
    }
  }

  async function flush(milliseconds: number): Promise<FlushResult> {
    const before = delivered;
    const until = performance.now() + milliseconds;
    failures = 0;
    pausedUntil = askedUntil;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise((resolve) => {
      timer = setTimeout(resolve, milliseconds);
    });
    await Promise.race([send(accepted, until), late]);
    clearTimeout(timer);
    return { delivered: delivered - before, spooled: 0, pending: held.size };
  }

  async function shutdown(milliseconds: number): Promise<FlushResult> {
    isClosed = true;
    const result = await flush(milliseconds);
    isEnded = true;
    sayDropped();
    abandon();
    return { ...result, pending: held.size };
  }

  /** Gives up what is under way, so that it keeps no process alive. */
  function abandon(): void {
    for (const { abort } of inFlight) {
      try {
        abort.abort();
      } catch {
        // It belongs to another request.
      }
    }
  }

  function stats(): ClientStats {
    return {
      accepted,
      delivered,
      spooled: 0,
      pending: held.size,
      summarised: 0,
      dropped: { ...dropped },
    };
  }

  function sayDropped(): void {
    const total = Object.values(dropped).reduce((sum, count) => sum + count, 0);
    if (total > saidDropped) {
      const reasons = Object.keys(dropped).join(", ");
      report(
        new PeekError(
          "PEEK_W_DROPPED",
          `${total - saidDropped} events were dropped (${reasons}). stats() has the totals.`,
        ),
      );
    }
    saidDropped = total;
  }

  return {
    options,
    add,
    /** Takes what an app hands to `recordRequest`. */
    record(request: RequestInput): Entry | undefined {
      if (typeof request === "object" && request !== null) {
        return add("requests", encodeRow(request, Date.now(), maxEventBytes));
      }
      throw new PeekError(
        "PEEK_E_RECORD",
        "recordRequest needs an object with method and durationMs; the request was left out.",
      );
    },
    refuse,
    send,
    flush,
    shutdown,
    abandon,
    stats,
    diagnose(diagnostic: Diagnostic): void {
      const isKnown = diagnostics.some(
        ({ code, detail }) => code === diagnostic.code && detail === diagnostic.detail,
      );
      if (isKnown || diagnostics.length >= MOST_DIAGNOSTICS) return;
      diagnostics.push(diagnostic);
      report(new PeekError(diagnostic.code, diagnostic.detail));
    },
  };
}

/** About how many characters a record holds. */
function weigh(record: object | undefined): number {
  let size = 256;
  for (const value of Object.values(record ?? {})) {
    if (typeof value === "string") size += value.length;
    else if (typeof value === "object" && value !== null) size += weigh(value as object);
  }
  return size;
}
