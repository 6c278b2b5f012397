import type { ClientStats, Diagnostic, Sdk } from "@peekjs/protocol";
import type { Accounts } from "./accounts.ts";
import type { Adoption } from "./adoption.ts";
import { now, timerNow } from "../time/clock.ts";
import { Countdown } from "../time/countdown.ts";
import type { DropReason } from "./drop-reason.ts";
import type { Delivery } from "../delivery/delivery.ts";
import type { Outbox } from "../delivery/outbox.ts";
import type { Spool } from "../delivery/spool.ts";
import type { Intake } from "../intake/intake.ts";
import type { ObservedRequest } from "./observed-request.ts";
import type { FlushResult } from "../client/peek.ts";
import { connectParts, type PipelineParts, type PipelineSettings } from "./pipeline-parts.ts";
import type { Platform } from "../platform.ts";
import { internalError, type Report } from "../diagnostics/report.ts";

/** Milliseconds after which a record is on disk, unless it was delivered by then. */
const WRITE_INTERVAL = 50;
/** Milliseconds by which it may be there earlier, so that a busy app writes seldom. */
const LEAST_WAIT = 5;
/** Milliseconds after which a disk that took nothing is tried again. */
const REWRITE_INTERVAL = 1_000;

/** Decides when each part of a client works. */
export class Pipeline {
  readonly #parts: PipelineParts;
  readonly #platform: Platform;
  readonly #report: Report;
  readonly #intake: Intake;
  readonly #outbox: Outbox;
  readonly #spool: Spool | undefined;
  readonly #delivery: Delivery;
  readonly #adoption: Adoption | undefined;
  readonly #accounts: Accounts;
  #closed = false;
  /**
   * Undefined where nothing is written ahead: with `memory`, or without a disk. With `event` every call writes by itself, and
   * the timer writes summaries alone.
   */
  readonly #writeTimer: Countdown | undefined;
  readonly #rewriteTimer: Countdown;
  readonly #sendTimer: Countdown;
  #wallOffset = Date.now() - now();
  /** Flushes under way. */
  #flushes = 0;

  constructor(settings: PipelineSettings) {
    const { options, platform, report } = settings;
    this.#platform = platform;
    this.#report = report;
    this.#parts = connectParts(settings, () => this.#sendTimer.start());
    ({
      intake: this.#intake,
      outbox: this.#outbox,
      spool: this.#spool,
      delivery: this.#delivery,
      adoption: this.#adoption,
      accounts: this.#accounts,
    } = this.#parts);
    this.#sendTimer = this.#countdown(options.flushInterval, () => this.send());
    this.#rewriteTimer = this.#countdown(REWRITE_INTERVAL, () => this.#writeAhead());
    if (options.durability !== "memory" && this.#spool !== undefined) {
      this.#writeTimer = this.#countdown(WRITE_INTERVAL, () => this.#writeInTime());
    }
    this.#adoption?.start();
  }

  /** Says which adapter reports, and to the collector that a client has connected. */
  mounted(sdk: Sdk): void {
    this.#parts.reportAs(sdk);
    this.#inBackground(this.#platform.nextTurn().then(() => this.#delivery.greet()));
  }

  get pendingCount(): number {
    return this.#intake.pendingCount;
  }

  stats(): ClientStats {
    return this.#parts.stats();
  }

  /** Milliseconds since 1970 for a reading of the monotonic clock. */
  wallTime(monotonic: number): number {
    if (this.#intake.length === 0) this.#wallOffset = Date.now() - now();
    return this.#wallOffset + monotonic;
  }

  accept(request: ObservedRequest): void {
    if (this.#isOpen() && this.#intake.add(request)) this.#added();
  }

  /** Takes a product event, written as JSON; false when it is dropped. */
  acceptEvent(json: string): boolean {
    const isTaken = this.#isOpen() && this.#intake.addEvent(json);
    if (isTaken) this.#added();
    return isTaken;
  }

  /** Counts an event that is left out before it came so far. */
  refuse(reason: DropReason): void {
    if (this.#isOpen()) this.#accounts.drop(1, reason);
  }

  /** Passes on, once, what an adapter found wrong with how it is set up. */
  diagnose(diagnostic: Diagnostic): void {
    this.#parts.diagnostics.add(diagnostic);
  }

  /** Starts to send what is buffered; settles when the tries that it started have come to an end. */
  async send(): Promise<void> {
    this.#intake.writeBatch();
    await this.#sendWritten();
    if (this.#intake.hasSummaries) this.#sendTimer.start();
  }

  /** Sends what is buffered within the milliseconds in which a platform still works for an answered request. */
  async sendWithin(timeout: number): Promise<void> {
    this.#sendTimer.cancel();
    const until = performance.now() + timeout;
    this.#intake.writeBatch();
    await this.#delivery.startWithin(until);
    // For what this call had no time for.
    if (!this.#outbox.isEmpty || this.#intake.hasSummaries) this.#sendTimer.start();
    if (this.#writeTimer !== undefined) await this.#writeAhead();
  }

  /** Delivers what was recorded before the call, and what was taken over; not what comes in the meantime. */
  async flush(timeout: number): Promise<FlushResult> {
    const before = this.#deliveredByNow();
    let expire: (() => void) | undefined;
    const expired = new Promise<void>((resolve) => (expire = resolve));
    const until = performance.now() + timeout;
    const cancel = this.#platform.schedule(() => expire?.(), timeout);
    this.#flushes++;
    try {
      this.#intake.write();
      const { hasSummaries } = this.#intake;
      await this.#writeAndDrain(expired, until);
      // Summaries that had no room before have it now, if a timer has not written them in the meantime.
      if (hasSummaries) await this.#writeAndDrain(expired, until);
    } finally {
      cancel();
      this.#flushes--;
    }
    // Whoever flushes may be frozen, or ended, right afterwards.
    if (this.#writeTimer !== undefined) await this.#writeAhead();
    return this.#result(before);
  }

  /** Takes a product event and flushes; whether it was acknowledged, and everything of this client before it. */
  async deliverEvent(json: string, timeout: number): Promise<boolean> {
    if (!this.acceptEvent(json)) return false;
    const droppedBefore = this.#accounts.droppedCount;
    this.#intake.write();
    const { last } = this.#parts.writer;
    await this.flush(timeout);
    return !this.#outbox.holdsUpTo(last) && this.#accounts.droppedCount === droppedBefore;
  }

  /** Flushes, and leaves the rest, what is under way included, to the next start. */
  async flushAtEnd(timeout: number): Promise<void> {
    this.#delivery.forgetFailures();
    await this.flush(timeout);
    this.keep();
    // The app may wait for a flush of its own, of what it recorded in the meantime.
    if (this.#flushes === 0) this.#delivery.abandon();
  }

  /** Writes what is in memory alone to disk, at once. */
  keep(): void {
    this.#intake.write();
    this.#outbox.keep();
    this.#spool?.keepStats(this.stats());
  }

  async shutdown(timeout: number): Promise<FlushResult> {
    const before = this.#deliveredByNow();
    this.#closed = true;
    this.#writeTimer?.cancel();
    this.#rewriteTimer.cancel();
    this.#sendTimer.cancel();
    this.#adoption?.close();
    this.#delivery.forgetFailures();
    await this.flush(timeout);
    await this.#delivery.close();
    this.keep();
    this.#outbox.leave();
    // Room that this made may be enough for what could only be counted.
    this.#intake.write();
    this.#intake.giveUp();
    this.keep();
    this.#outbox.leave();
    this.#spool?.close();
    return this.#result(before);
  }

  /** Counts an event that comes in; false after the client was shut down. */
  #isOpen(): boolean {
    this.#accounts.accepted++;
    if (this.#closed) this.#accounts.drop(1, "shutdown");
    return !this.#closed;
  }

  /** Sees to it that what was buffered is written and sent in time. */
  #added(): void {
    // At most one, rather than one: what came in may have been written as a group already.
    if (this.#intake.length <= 1) this.#writeTimer?.start();
    if (this.#intake.isBatchFull) this.#sendBatch();
    else if (!this.#sendTimer.isRunning) this.#sendTimer.start();
  }

  /** Sends a full batch: what comes before it leaves is for the next one, and no small one of its own. */
  #sendBatch(): void {
    this.#intake.writeBatch();
    this.#inBackground(this.#platform.nextTurn().then(() => this.#sendWritten()));
  }

  async #sendWritten(): Promise<void> {
    this.#spool?.keepStats(this.stats());
    await this.#delivery.start();
  }

  /** Writes ahead, unless what has waited for so long was delivered by now: what came later has time. */
  async #writeInTime(): Promise<void> {
    const since = this.#outbox.unwrittenSince ?? this.#intake.since ?? 0;
    const left = since + WRITE_INTERVAL - timerNow();
    if (left < LEAST_WAIT) await this.#writeAhead();
    else this.#writeTimer!.start(left);
  }

  /** Writes to disk what is in memory alone, in slices between which the event loop runs. */
  async #writeAhead(): Promise<void> {
    this.#intake.write();
    while (this.#outbox.writeAhead()) await this.#platform.nextTurn();
    if (this.#outbox.hasUnwritten && !this.#closed) this.#rewriteTimer.start();
  }

  async #writeAndDrain(expired: Promise<void>, until: number): Promise<void> {
    this.#intake.writeBatch();
    const { last } = this.#parts.writer;
    const isHeld = (outbox: Outbox): boolean =>
      outbox === this.#outbox ? outbox.holdsUpTo(last) : !outbox.isEmpty;
    await this.#delivery.drain(expired, isHeld, until);
  }

  #deliveredByNow(): number {
    return this.#accounts.delivered + this.#accounts.deliveredForOthers;
  }

  #result(deliveredBefore: number): FlushResult {
    return {
      delivered: this.#deliveredByNow() - deliveredBefore,
      spooled: this.#outbox.onDisk + (this.#adoption?.onDisk ?? 0),
      pending: this.pendingCount,
    };
  }

  #countdown(milliseconds: number, work: () => Promise<unknown>): Countdown {
    return new Countdown(this.#platform.schedule, milliseconds, () => this.#inBackground(work()));
  }

  /** No failure of ours may become the app's unhandled rejection. */
  #inBackground(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.#report(internalError(error)));
  }
}
