import type { ClientStats, Diagnostic, Sdk } from "@peekjs/protocol";
import { now } from "../time/clock.ts";
import { inBackground } from "../diagnostics/report.ts";
import type { Intake } from "../intake/intake.ts";
import type { FlushResult } from "../client/peek.ts";
import type { Accounts } from "./accounts.ts";
import { Dispatcher } from "./dispatcher.ts";
import type { DropReason } from "./drop-reason.ts";
import { Flusher } from "./flusher.ts";
import type { ObservedRequest } from "./observed-request.ts";
import { connectParts, type PipelineParts, type PipelineSettings } from "./pipeline-parts.ts";
import type { Recipient } from "./recipient.ts";
import { WriteAhead } from "./write-ahead.ts";

/** Brings records to a collector: decides when each part of that works. */
export class Pipeline implements Recipient {
  readonly #parts: PipelineParts;
  readonly #settings: PipelineSettings;
  readonly #intake: Intake;
  readonly #accounts: Accounts;
  readonly #flusher: Flusher;
  /** Undefined where nothing is written ahead: with the durability `memory`, or without a disk. */
  readonly #writeAhead: WriteAhead | undefined;
  readonly #dispatcher: Dispatcher;
  #closed = false;
  #wallOffset = Date.now() - now();

  constructor(settings: PipelineSettings) {
    const { options, platform, report } = settings;
    const parts = connectParts(settings, () => this.#dispatcher.start());
    const { intake, outbox, spool, accounts, adoption } = parts;
    this.#settings = settings;
    this.#parts = parts;
    this.#intake = intake;
    this.#accounts = accounts;
    this.#flusher = new Flusher(parts, platform);
    const { flushInterval, durability } = options;
    this.#dispatcher = new Dispatcher(parts, { flushInterval, platform, report });
    if (durability !== "memory" && spool !== undefined) {
      this.#writeAhead = new WriteAhead({ intake, outbox, platform, report });
    }
    adoption?.start();
  }

  mounted(sdk: Sdk): void {
    const { platform, report } = this.#settings;
    const { delivery, reportAs } = this.#parts;
    reportAs(sdk);
    inBackground(
      platform.nextTurn().then(() => delivery.greet()),
      report,
    );
  }

  get pendingCount(): number {
    return this.#intake.pendingCount;
  }

  stats(): ClientStats {
    return this.#parts.stats();
  }

  wallTime(monotonic: number): number {
    if (this.#intake.isEmpty) this.#wallOffset = Date.now() - now();
    return this.#wallOffset + monotonic;
  }

  accept(request: ObservedRequest): void {
    if (this.#isOpen() && this.#intake.add(request)) this.#added();
  }

  acceptEvent(json: string): boolean {
    const isTaken = this.#isOpen() && this.#intake.addEvent(json);
    if (isTaken) this.#added();
    return isTaken;
  }

  refuse(reason: DropReason): void {
    if (this.#isOpen()) this.#accounts.drop(1, reason);
  }

  diagnose(diagnostic: Diagnostic): void {
    this.#parts.diagnostics.add(diagnostic);
  }

  async sendWithin(timeout: number): Promise<void> {
    await this.#dispatcher.sendWithin(timeout);
    await this.#writeAhead?.write();
  }

  /** Delivers what was recorded before the call, and what was taken over; not what comes in the meantime. */
  async flush(timeout: number): Promise<FlushResult> {
    const result = this.#flusher.measure();
    await this.#flusher.flush(timeout);
    // Whoever flushes may be frozen, or ended, right afterwards.
    await this.#writeAhead?.write();
    return result();
  }

  /** Takes a product event and flushes; whether it was acknowledged, and everything of this client before it. */
  async deliverEvent(json: string, timeout: number): Promise<boolean> {
    if (!this.acceptEvent(json)) return false;
    const { accounts, outbox, writer } = this.#parts;
    const droppedBefore = accounts.droppedCount;
    this.#intake.write();
    const { last } = writer;
    await this.flush(timeout);
    return !outbox.holdsUpTo(last) && accounts.droppedCount === droppedBefore;
  }

  /** Flushes, and leaves the rest, what is under way included, to the next start. */
  async flushAtEnd(timeout: number): Promise<void> {
    const { delivery } = this.#parts;
    delivery.forgetFailures();
    await this.flush(timeout);
    this.writeAll();
    // The app may wait for a flush of its own, of what it recorded in the meantime.
    if (!this.#flusher.isBusy) delivery.abandon();
  }

  writeAll(): void {
    const { outbox, spool } = this.#parts;
    this.#intake.write();
    outbox.writeAll();
    spool?.keepStats(this.stats());
  }

  async shutdown(timeout: number): Promise<FlushResult> {
    const { adoption, delivery, outbox, spool } = this.#parts;
    const result = this.#flusher.measure();
    this.#closed = true;
    this.#writeAhead?.close();
    this.#dispatcher.close();
    adoption?.close();
    delivery.forgetFailures();
    await this.flush(timeout);
    await delivery.close();
    this.writeAll();
    outbox.forgetWritten();
    // Room that this made may be enough for what could only be counted.
    this.#intake.write();
    this.#intake.giveUp();
    this.writeAll();
    outbox.forgetWritten();
    spool?.close();
    return result();
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
    if (this.#intake.length <= 1) this.#writeAhead?.added();
    this.#dispatcher.added();
  }
}
