import { PeekError, type ConsumerSource, type Diagnostic, type LostRange } from "@peekjs/protocol";
import { now } from "../time/clock.ts";
import { FIRST_DELAY, HURRY_INTERVAL, LONGEST_QUICK_DELAY } from "../delivery/limits.ts";
import type { DropReason } from "../pipeline/drop-reason.ts";
import { version } from "../version.ts";
import { createNameConsumers } from "./consumers.ts";
import { groupsOf, type Entry, type ClientState } from "./envelope.ts";
import { LONG_DELAY_GUESSED, MOST_REFUSED, POLL } from "./limits.ts";
import type { EdgeOptions } from "./options.ts";
import { createPending } from "./pending.ts";
import { post, type Answer } from "./post.ts";
import { encodeRow } from "./row.ts";
import { runtimeName } from "./runtime.ts";
import { explain, mayPass } from "./verdict.ts";

/** Answers that may be one record's own fault, and why it is given up then. */
const REASONS: Record<number, DropReason> = { 400: "refused", 413: "too_large" };

/** Tells the people who run the app. */
export type Fail = (code: string, message: string) => void;

export type EdgePipeline = ReturnType<typeof startPipeline>;

/** Numbers records, keeps them in memory and sends them until the collector has acknowledged them. */
export function startPipeline(
  options: EdgeOptions,
  state: ClientState,
  report: (trouble: unknown) => void,
) {
  const { apiKey, batchSize, maxRetries, timeout, service, environment } = options;
  const { instance, stats, process } = state;
  const url = options.url!;
  const fail: Fail = (code, message) => report(new PeekError(code, message));
  const nameConsumers = createNameConsumers(options.consumerHashKey, apiKey);
  const pending = createPending(options, stats, fail);
  const { entries: held } = pending;
  const diagnostics: Record<string, Diagnostic> = {};
  let lost: LostRange[] = [];
  /** The most records of a delivery: half of what is refused, twice what is accepted. */
  let limit = batchSize;
  /**
   * While an exchange is in flight: when to assume that the runtime ended it together with its request, which it does
   * without any event (milliseconds, monotonic clock). Else 0.
   */
  let busyUntil = 0;
  /** So many records were refused alone, and none accepted since. */
  let refusals = 0;
  let failures = 0;
  let retryAt = 0;
  /** When a flush may next cut a pause short. */
  let hurryAt = 0;
  /** Until when the collector asked to be left alone: no success and no flush shortens it. */
  let askedUntil = 0;
  let timerAt = 0;
  /** Nothing more is taken. */
  let isClosed = false;
  /** Nothing more is sent. */
  let isEnded = false;

  /**
   * Timers end with the request that started them, so an overdue one is replaced. A timer that finds a later due time was
   * superseded.
   */
  function arm(milliseconds: number): void {
    const due = now() + milliseconds;
    if (timerAt >= now() && timerAt <= due) return;
    timerAt = due;
    (
      setTimeout(() => {
        if (timerAt > due) return;
        timerAt = 0;
        void send();
      }, milliseconds) as { unref?(): void }
    ).unref?.();
  }

  function add(...record: Parameters<typeof pending.add>): Entry | undefined {
    const entry = isClosed ? pending.refuse("shutdown") : pending.add(...record);
    arm(entry && held.size % batchSize === 0 ? 0 : options.flushInterval);
    return entry;
  }

  async function exchange(entries: readonly Entry[]): Promise<Answer> {
    const until = (busyUntil = now() + timeout + 1_000);
    await nameConsumers(entries).catch(report);
    const { sdk = { name: "@peekjs/core", version } } = state;
    const head = JSON.stringify({
      version: 1,
      sdk: { name: sdk.name, version: sdk.version, runtime: runtimeName() },
      resource: { service, environment },
      instance,
      sentAt: Date.now(),
      stats,
      open: process?.openRequests(),
      lost,
      diagnostics: Object.values(diagnostics),
    });
    const key = `${instance}:${entries[0]!.number}-${entries.at(-1)!.number}`;
    const answer = await post(url, {
      body: `${head.slice(0, -1)},"groups":${groupsOf(entries)}}`,
      headers: {
        "content-type": "application/json",
        "idempotency-key": key,
        ...(apiKey && { authorization: `Bearer ${apiKey}` }),
      },
      signal: process?.deadline(timeout) ?? AbortSignal.timeout(timeout),
    });
    if (busyUntil === until) busyUntil = 0;
    if (options.debug) console.warn(`[peek] sent ${key}: ${answer.status}`);
    return answer;
  }

  /** Sends one batch; of one that is refused halves, and halves of these, until a record is refused alone. */
  async function deliver(): Promise<void> {
    const entries = [...held].slice(0, limit).sort((a, b) => a.number - b.number);
    const announced = lost;
    const answer = await exchange(entries);
    const { status } = answer;
    if (answer.ok) {
      // Another delivery may have given up more meanwhile.
      if (lost === announced) lost = [];
      for (const entry of entries) pending.settle(entry);
      limit = Math.min(batchSize, 2 * limit);
      refusals = failures = retryAt = 0;
      return;
    }
    const reason = REASONS[status];
    if (reason) {
      limit = Math.ceil(entries.length / 2);
      if (entries[1] || setAside(entries[0]!, reason)) return;
    }
    pause(answer);
  }

  /**
   * A record that is refused alone goes last. It is given up when that happens again, and others were accepted since.
   *
   * @returns whether it may be the record's own fault
   */
  function setAside(entry: Entry, reason: DropReason): boolean {
    const { number } = entry;
    if (entry.refusedAt! < stats.delivered) {
      refusals = 0;
      if (pending.settle(entry, reason)) lost = [...lost, { first: number, last: number, reason }];
      return true;
    }
    entry.refusedAt ??= stats.delivered;
    if (held.delete(entry)) held.add(entry);
    return ++refusals < Math.min(MOST_REFUSED, held.size);
  }

  /** Exponential backoff with full jitter, and not before the time of a Retry-After. */
  function pause(answer: Answer): void {
    if (!mayPass(answer.status)) failures = Math.max(failures, maxRetries);
    const long = options.isGuessed ? LONG_DELAY_GUESSED : LONGEST_QUICK_DELAY;
    const backoff = Math.random() * Math.min(long, FIRST_DELAY * 2 ** failures);
    refusals = 0;
    retryAt = now() + backoff + (failures++ < maxRetries ? 0 : long);
    askedUntil = now() + answer.retryAfter;
    if (!isEnded) report(explain(answer, url));
  }

  /**
   * Sends what came before the call, one batch after the other; what comes later waits for its own. Never rejects.
   *
   * @param until reading of the monotonic clock by which all is to be sent; without it what cannot be sent at once is
   * left to a timer
   */
  async function send(until = 0): Promise<void> {
    try {
      let last = 0;
      for (;;) {
        last ||= pending.takeSummaries();
        const [oldest] = held;
        if (isEnded || !oldest) return;
        if (last && oldest.number > last) return arm(options.flushInterval);
        const wait = busyUntil > now() ? POLL : Math.max(retryAt, askedUntil) - now();
        if (wait <= 0) await deliver();
        else if (failures > maxRetries || now() + wait >= until) return arm(wait);
        else await sleep(wait);
      }
    } catch (error) {
      report(error);
    }
  }

  async function flush(milliseconds: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    if (retryAt && now() > hurryAt) {
      retryAt = 0;
      hurryAt = now() + HURRY_INTERVAL;
    }
    await Promise.race([
      send(now() + milliseconds),
      new Promise((resolve) => (timer = setTimeout(resolve, milliseconds))),
    ]);
    clearTimeout(timer);
  }

  return {
    options,
    /** Sends within a request's own time what came before the call; what comes later has a request of its own. */
    deliverWithin: (milliseconds: number): Promise<void> => send(now() + milliseconds),
    flush,
    add,
    refuse: pending.refuse,
    /** @param source of the credential, which names who calls once it is hashed */
    record: (request: object, credential?: string, source?: ConsumerSource): Entry | undefined =>
      add("requests", encodeRow(request, options.maxEventBytes), credential, source),
    async shutdown(milliseconds: number): Promise<void> {
      isClosed = true;
      failures = retryAt = 0;
      await flush(milliseconds);
      isEnded = true;
    },
    /** Once for each code. */
    diagnose(diagnostic: Diagnostic): void {
      const { code, detail } = diagnostic;
      if (diagnostics[code]) return;
      diagnostics[code] = diagnostic;
      fail(code, detail);
    },
  };
}

export const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
