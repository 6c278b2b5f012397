import type { ClientStats, Diagnostic } from "@peekjs/protocol";
import { Accounts } from "./accounts.ts";
import { Adoption } from "./adoption.ts";
import { now } from "./clock.ts";
import { Countdown } from "./countdown.ts";
import { createDelivery } from "./create-delivery.ts";
import { ConsumerIds } from "./consumer/consumer-ids.ts";
import { consumerHashKey } from "./consumer/hash-key.ts";
import type { Delivery } from "./delivery/delivery.ts";
import { headerOf } from "./delivery/envelope.ts";
import { Outbox } from "./delivery/outbox.ts";
import type { Spool } from "./delivery/spool.ts";
import { Diagnostics } from "./diagnostics.ts";
import { Cardinality } from "./intake/cardinality.ts";
import { GroupWriter } from "./intake/group-writer.ts";
import { Intake } from "./intake/intake.ts";
import type { ObservedRequest, OpenRequest } from "./observed-request.ts";
import type { ResolvedOptions } from "./options/resolve.ts";
import type { FlushResult } from "./peek.ts";
import type { Platform } from "./platform.ts";
import { internalError, type Report } from "./report.ts";

/** Records in one group: encoding it must not stall the event loop. */
const GROUP_RECORDS = 500;
/** Milliseconds after which a record is on disk, unless it was delivered by then. */
const WRITE_INTERVAL = 50;

export interface PipelineSettings {
  options: ResolvedOptions;
  platform: Platform;
  /** Name and version of what reports. */
  sdk: string;
  /** Tells which requests are still running. */
  openRequests(): readonly OpenRequest[];
  report: Report;
}

/** Connects the parts of a client, and decides when each of them works. */
export class Pipeline {
  readonly instance: string = crypto.randomUUID();
  readonly #options: ResolvedOptions;
  readonly #platform: Platform;
  readonly #report: Report;
  readonly #writer: GroupWriter;
  readonly #spool: Spool | undefined;
  readonly #outbox: Outbox;
  readonly #intake: Intake;
  readonly #delivery: Delivery;
  readonly #adoption: Adoption | undefined;
  readonly #accounts: Accounts;
  readonly #diagnostics: Diagnostics;
  #closed = false;
  /** Not where nothing is written ahead; where each call writes, for counts alone. */
  readonly #writeTimer: Countdown | undefined;
  readonly #sendTimer: Countdown;
  #acceptedSinceSend = 0;
  #wallOffset = Date.now() - now();

  constructor({ options, platform, sdk, openRequests, report }: PipelineSettings) {
    this.#options = options;
    this.#platform = platform;
    this.#report = report;
    this.#diagnostics = new Diagnostics(report);
    const accounts = new Accounts(report);
    this.#accounts = accounts;
    const ids = new ConsumerIds(consumerHashKey(options, platform.hmac), platform.hmac);
    const cardinality = new Cardinality((diagnostic) => this.diagnose(diagnostic));
    this.#writer = new GroupWriter({
      ids,
      cardinality,
      maxEventBytes: options.maxEventBytes,
      header: this.#headerFor(sdk),
      onTooLarge: (records) => accounts.drop(records, "event_too_large"),
    });
    const spool = options.guessedEndpoint
      ? undefined
      : platform.openSpool(options, this.instance, report);
    this.#spool = spool;
    const groupSize = Math.min(GROUP_RECORDS, options.batchSize);
    this.#outbox = new Outbox(this.instance, spool, groupSize);
    this.#intake = new Intake({
      options,
      groupSize,
      ids,
      cardinality,
      writer: this.#writer,
      outbox: this.#outbox,
      spool,
      accounts,
      nextTurn: platform.nextTurn,
      report,
    });
    this.#sendTimer = this.#countdown(options.flushInterval, () => this.send());
    const writesAhead = options.durability !== "memory" && spool !== undefined;
    this.#writeTimer = writesAhead
      ? this.#countdown(WRITE_INTERVAL, () => this.#writeAhead())
      : undefined;
    this.#delivery = createDelivery({
      options,
      platform,
      outbox: this.#outbox,
      accounts,
      sources: {
        stats: () => this.stats(),
        openRequests,
        diagnostics: this.#diagnostics.list,
      },
      header: () => this.#writer.header,
      report,
    });
    this.#adoption =
      spool &&
      new Adoption({
        spool,
        groupSize,
        platform,
        delivery: this.#delivery,
        onAdopted: () => this.#sendTimer.start(),
        report: (error) => report(internalError(error)),
      });
    this.#adoption?.start();
  }

  /** Says which adapter reports, and to the collector that a client has connected. */
  mounted(sdk: string): void {
    this.#writer.header = this.#headerFor(sdk);
    this.#inBackground(this.#platform.nextTurn().then(() => this.#delivery.greet()));
  }

  get pendingCount(): number {
    return this.#intake.pendingCount;
  }

  stats(): ClientStats {
    return this.#accounts.stats(this.pendingCount, this.#outbox.onDisk);
  }

  /** Milliseconds since 1970 for a reading of the monotonic clock. */
  wallTime(monotonic: number): number {
    if (this.#intake.length === 0) this.#wallOffset = Date.now() - now();
    return this.#wallOffset + monotonic;
  }

  accept(request: ObservedRequest): void {
    if (!this.#isOpen()) return;
    if (this.#intake.add(request)) this.#added();
    else {
      this.#sendTimer.start();
      if (this.#intake.hasUnwritten) this.#writeTimer?.start();
    }
  }

  /** Takes a product event, written as JSON; false when it is dropped. */
  acceptEvent(json: string): boolean {
    const isTaken = this.#isOpen() && this.#intake.addEvent(json);
    if (isTaken) this.#added();
    return isTaken;
  }

  /** Counts an event that is left out before it came so far. */
  refuse(reason: string): void {
    if (this.#isOpen()) this.#accounts.drop(1, reason);
  }

  /** Passes on, once, what an adapter found wrong with how it is set up. */
  diagnose(diagnostic: Diagnostic): void {
    this.#diagnostics.add(diagnostic);
  }

  /** Starts to send what is buffered; settles when the tries that it started have come to an end. */
  async send(): Promise<void> {
    this.#acceptedSinceSend = 0;
    await this.#intake.writeAll();
    this.#spool?.keepStats(this.stats());
    await this.#delivery.start();
    if (this.#intake.hasSummaries) this.#sendTimer.start();
  }

  /** Sends what is buffered within a request's own time, in milliseconds; the timer of another may be dead. */
  async sendWithin(timeout: number): Promise<void> {
    this.#sendTimer.cancel();
    const until = performance.now() + timeout;
    await this.#intake.writeAll();
    await this.#delivery.startWithin(until);
    if (this.#writeTimer !== undefined) await this.#writeAhead();
  }

  /** Delivers what was recorded before the call, and what was taken over; not what comes in the meantime. */
  async flush(timeout: number): Promise<FlushResult> {
    const before = this.#deliveredByNow();
    let expire: (() => void) | undefined;
    const expired = new Promise<void>((resolve) => (expire = resolve));
    const until = performance.now() + timeout;
    const cancel = this.#platform.schedule(() => expire?.(), timeout);
    try {
      await this.#writeAndDrain(expired, until);
      // Summaries that had no room before have it now.
      if (this.#intake.hasUnwritten) await this.#writeAndDrain(expired, until);
    } finally {
      cancel();
    }
    // Whoever flushes may be frozen, or ended, right afterwards.
    if (this.#writeTimer !== undefined) await this.#writeAhead();
    return this.#result(before);
  }

  /** Flushes; whether everything of this client was acknowledged that was recorded before the call. */
  async flushAll(timeout: number): Promise<boolean> {
    const droppedBefore = this.#accounts.droppedCount;
    await this.#intake.writeAll();
    const { last } = this.#writer;
    await this.flush(timeout);
    return !this.#outbox.holdsUpTo(last) && this.#accounts.droppedCount === droppedBefore;
  }

  /** Flushes, and leaves the rest, what is under way included, to the next start. */
  async flushAtEnd(timeout: number): Promise<void> {
    await this.flush(timeout);
    this.keep();
    this.#delivery.abandon();
  }

  /** Writes what is in memory alone to disk, at once. */
  keep(): void {
    this.#intake.writeNow();
    this.#outbox.keep();
    this.#spool?.keepStats(this.stats());
  }

  async shutdown(timeout: number): Promise<FlushResult> {
    const before = this.#deliveredByNow();
    this.#closed = true;
    this.#writeTimer?.cancel();
    this.#sendTimer.cancel();
    this.#adoption?.close();
    await this.flush(timeout);
    await this.#delivery.close();
    this.keep();
    this.#outbox.leave();
    // Room that this made may be enough for what could only be counted.
    this.#intake.writeNow();
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
    if (this.#intake.length === 1) this.#writeTimer?.start();
    if (++this.#acceptedSinceSend === this.#options.batchSize) {
      this.#inBackground(this.#platform.nextTurn().then(() => this.send()));
    } else if (!this.#sendTimer.isRunning) this.#sendTimer.start();
  }

  /** Writes to disk what is in memory alone, in slices between which the event loop runs. */
  async #writeAhead(): Promise<void> {
    await this.#intake.writeAll();
    while (this.#outbox.writeAhead()) await this.#platform.nextTurn();
  }

  async #writeAndDrain(expired: Promise<void>, until: number): Promise<void> {
    await Promise.race([this.#intake.writeAll(), expired]);
    const { last } = this.#writer;
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

  #headerFor(sdk: string): string {
    const { runtime, host } = this.#platform;
    const { service, environment } = this.#options;
    return headerOf({ sdk, runtime, service, environment, host });
  }
}
