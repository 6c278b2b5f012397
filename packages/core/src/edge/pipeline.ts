import { PeekError, type ConsumerSource, type Diagnostic, type LostRange } from "@peekjs/protocol";
import { parseRetryAfter } from "../delivery/pause.ts";
import type { OpenRequest } from "../observed-request.ts";
import type { FlushResult } from "../peek.ts";
import { internalError, type Report } from "../report.ts";
import { createNameConsumers, LONGEST_CREDENTIAL } from "./consumers.ts";
import { groupsOf, type Entry } from "./envelope.ts";
import type { EdgeOptions } from "./options.ts";
import { createPending } from "./pending.ts";
import { post, type Answer } from "./post.ts";
import { encodeRow } from "./row.ts";
import { explain, mayPass } from "./trouble.ts";

/** So many records may be refused alone before any is accepted: then it is the endpoint. */
const MOST_REFUSED = 3;
const MOST_DIAGNOSTICS = 20;
const SLOW_DELAY = 60_000;
const SLOW_DELAY_GUESSED = 2_000;

/** What is under way. A request's end may end it too, without a word: so there is a time when it is given up. */
interface Batch {
  until: number;
  readonly abort: AbortController;
}

/** What every envelope says of its sender. */
export interface Sender {
  /** Random; the scope of the records' numbers. */
  instance: string;
  /** Name and version of what reports. */
  sdk: string;
  runtime: string;
  openRequests: (() => readonly OpenRequest[])[];
}

export type EdgePipeline = ReturnType<typeof startPipeline>;

/** Numbers records, keeps them in memory and sends them until the collector has acknowledged them. */
export function startPipeline(options: EdgeOptions, sender: Sender, report: Report) {
  const { url, apiKey, batchSize, maxRetries, timeout } = options;
  const { instance } = sender;
  const nameConsumers = createNameConsumers(options.consumerHashKey, apiKey);
  const pending = createPending(options, (isBatch) => arm(isBatch ? 0 : options.flushInterval));
  const { entries: held, stats } = pending;
  const diagnostics: Diagnostic[] = [];
  let underWay: Batch | undefined;
  let lost: LostRange[] = [];
  let failures = 0;
  let pausedUntil = 0;
  /** Until when the collector asked to be left alone: no success of another delivery shortens it. */
  let askedUntil = 0;
  let timerAt = 0;
  let isEnded = false;

  const now = (): number => performance.now();
  const sleep = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => setTimeout(resolve, milliseconds));

  /** A timer may have ended with the request that started it: when it is overdue another one is started. */
  function arm(milliseconds: number): void {
    const due = now() + milliseconds;
    if (timerAt >= now() && timerAt <= due) return;
    timerAt = due;
    const timer: { unref?(): void } = setTimeout(() => {
      timerAt = 0;
      void send();
    }, milliseconds);
    timer.unref?.();
  }

  /** Sends entries; those that are acknowledged are settled. */
  async function exchange(batch: Batch, entries: Entry[]): Promise<Answer> {
    batch.until = now() + timeout + 1_000;
    sayDropped();
    const announced = lost;
    const [name, version] = sender.sdk.split(" ");
    const head = JSON.stringify({
      version: 1,
      sdk: { name, version, runtime: sender.runtime },
      resource: { service: options.service, environment: options.environment },
      instance,
      sentAt: Date.now(),
      stats: stats(),
      open: sender.openRequests.flatMap((requests) => requests()),
      lost,
      diagnostics,
    });
    const key = `${instance}:${entries[0]!.number}-${entries.at(-1)!.number}`;
    const deadline = setTimeout(() => batch.abort.abort(), timeout);
    const answer = await post(
      url!,
      `${head.slice(0, -1)},"groups":${groupsOf(entries)}}`,
      {
        "content-type": "application/json",
        "idempotency-key": key,
        ...(apiKey && { authorization: `Bearer ${apiKey}` }),
      },
      batch.abort.signal,
    );
    clearTimeout(deadline);
    if (options.debug) console.warn(`[peek] sent ${key}: ${answer.status}`);
    if (answer.isAcknowledgement) {
      for (const entry of entries) pending.settle(entry);
      if (lost === announced) lost = [];
      failures = 0;
      pausedUntil = askedUntil;
    }
    return answer;
  }

  /**
   * Sends a batch, in halves of halves where it is refused. A record is given up only when it was refused alone while
   * others were accepted.
   */
  async function deliver(all: Entry[]): Promise<void> {
    const batch: Batch = { until: 0, abort: new AbortController() };
    const refused = new Map<Entry, string>();
    let isAccepted = false;
    let answer: Answer | undefined;
    let problem: Answer | undefined;
    underWay = batch;

    async function part(entries: Entry[]): Promise<void> {
      if (problem !== undefined) return;
      answer = await exchange(batch, entries);
      const { status } = answer;
      if (answer.isAcknowledgement) isAccepted = true;
      else if (status !== 400 && status !== 413) problem = answer;
      else if (entries.length > 1) {
        const middle = entries.length >> 1;
        const halves = [entries.slice(0, middle), entries.slice(middle)];
        // Not always the same records first: a few of them would hold up all others.
        if (Math.random() < 0.5) halves.reverse();
        for (const half of halves) await part(half);
      } else {
        refused.set(entries[0]!, status === 400 ? "refused" : "too_large");
        if (!isAccepted && refused.size === MOST_REFUSED) problem = answer;
      }
    }

    await part(all);
    if (underWay === batch) underWay = undefined;
    if (!isAccepted) problem ??= answer;
    else {
      for (const [entry, reason] of refused) {
        pending.settle(entry, reason);
        lost = [...lost, { first: entry.number, last: entry.number, reason }];
      }
    }
    if (problem !== undefined) pause(problem, batch.abort.signal.aborted);
  }

  /** Exponential backoff with full jitter, and not before the time of a Retry-After. */
  function pause(answer: Answer, isLate: boolean): void {
    failures = (mayPass(answer.status) ? failures : Math.max(failures, maxRetries)) + 1;
    const slowDelay = options.isGuessed ? SLOW_DELAY_GUESSED : SLOW_DELAY;
    const delay =
      failures > maxRetries
        ? slowDelay * (1 - Math.random() / 2)
        : Math.random() * Math.min(30_000, 500 * 2 ** (failures - 1));
    const asked = parseRetryAfter(answer.retryAfter ?? undefined) ?? 0;
    askedUntil = Math.max(askedUntil, now() + asked);
    pausedUntil = Math.max(askedUntil, now() + delay);
    report(explain(answer, url!, isLate));
  }

  /**
   * Sends one batch after the other.
   *
   * @param last number: nothing later is waited for
   * @param until reading of the monotonic clock; undefined: what cannot be sent at once is left to a timer
   */
  async function send(last = Infinity, until?: number): Promise<void> {
    try {
      for (let idle = 5; ;) {
        pending.takeSummaries();
        await nameConsumers([...held].filter(({ credential }) => credential));
        const [oldest] = held;
        if (isEnded || !(oldest && oldest.number <= last)) return;
        const ready = [...held].filter(({ credential }) => !credential).slice(0, batchSize);
        const isBusy = underWay !== undefined && underWay.until > now();
        const wait = isBusy ? 0 : Math.max(0, pausedUntil - now());
        if (!isBusy && wait === 0 && ready.length > 0) await deliver(ready);
        else if (until === undefined) return arm(wait || 250);
        else if (failures > maxRetries || now() + wait >= until) return;
        else await sleep(wait || (idle = Math.min(250, 2 * idle)));
      }
    } catch (error) {
      report(internalError(error));
    }
  }

  async function flush(milliseconds: number): Promise<FlushResult> {
    const before = stats().delivered;
    let timer: ReturnType<typeof setTimeout> | undefined;
    failures = 0;
    pausedUntil = askedUntil;
    pending.takeSummaries();
    await Promise.race([
      send(pending.lastNumber(), now() + milliseconds),
      new Promise((resolve) => (timer = setTimeout(resolve, milliseconds))),
    ]);
    clearTimeout(timer);
    const after = stats();
    return { delivered: after.delivered - before, spooled: 0, pending: after.pending };
  }

  /** Gives up what is under way, so that it keeps no process alive. */
  function abandon(): void {
    try {
      underWay?.abort.abort();
    } catch {
      // It belongs to another request.
    }
  }

  /** With each delivery: making an error takes longer than taking an event. */
  function sayDropped(): void {
    const dropped = pending.takeDropped();
    if (dropped !== undefined) report(new PeekError("PEEK_W_DROPPED", dropped));
  }

  return {
    options,
    add: pending.add,
    refuse: pending.refuse,
    /** Sends within a request's own time what came before the call; what comes later has a request of its own. */
    sendWithin: (milliseconds: number): Promise<void> =>
      send(pending.lastNumber(), now() + milliseconds),
    flush,
    abandon,
    stats,
    /** @param source of the credential, which names who calls once it is hashed */
    record(request: object, credential = "", source?: ConsumerSource): Entry | undefined {
      const known = credential.length > LONGEST_CREDENTIAL ? "" : credential;
      return pending.add("requests", encodeRow(request, options.maxEventBytes), known, source);
    },
    async shutdown(milliseconds: number): Promise<FlushResult> {
      pending.close();
      const result = await flush(milliseconds);
      isEnded = true;
      sayDropped();
      abandon();
      return result;
    },
    diagnose({ code, detail }: Diagnostic): void {
      const isKnown = diagnostics.some((known) => known.code === code && known.detail === detail);
      if (isKnown || diagnostics.length === MOST_DIAGNOSTICS) return;
      diagnostics.push({ code, detail });
      report(new PeekError(code, detail));
    },
  };
}
