import { inBackground, type Report } from "../diagnostics/report.ts";
import type { Intake } from "../intake/intake.ts";
import type { Platform } from "../platform.ts";
import { Countdown } from "../time/countdown.ts";
import type { PipelineParts } from "./pipeline-parts.ts";

export interface DispatcherSettings {
  /** Milliseconds that a record waits for others to share a delivery with. */
  flushInterval: number;
  platform: Pick<Platform, "schedule" | "nextTurn">;
  report: Report;
}

/** Sees to it that what comes in is sent: at the end of its interval, or once it fills a batch. */
export class Dispatcher {
  readonly #parts: PipelineParts;
  readonly #intake: Intake;
  readonly #settings: DispatcherSettings;
  readonly #timer: Countdown;

  constructor(parts: PipelineParts, settings: DispatcherSettings) {
    const { platform, flushInterval, report } = settings;
    this.#parts = parts;
    this.#intake = parts.intake;
    this.#settings = settings;
    this.#timer = new Countdown(platform.schedule, flushInterval, () =>
      inBackground(this.#send(), report),
    );
  }

  /** Something came in. */
  added(): void {
    if (this.#intake.isBatchFull) this.#sendBatch();
    else if (!this.#timer.isRunning) this.#timer.start();
  }

  /** Something waits, however it came. */
  start(): void {
    this.#timer.start();
  }

  /** Sends what is buffered within the milliseconds in which a platform still works for an answered request. */
  async sendWithin(timeout: number): Promise<void> {
    const { delivery, outbox } = this.#parts;
    this.#timer.cancel();
    const until = performance.now() + timeout;
    this.#intake.writeBatch();
    await delivery.startWithin(until);
    // For what this call had no time for.
    if (!outbox.isEmpty || this.#intake.hasSummaries) this.#timer.start();
  }

  /** Nothing is sent by itself any more. */
  close(): void {
    this.#timer.cancel();
  }

  async #send(): Promise<void> {
    this.#intake.writeBatch();
    await this.#sendWritten();
    if (this.#intake.hasSummaries) this.#timer.start();
  }

  /** What comes before a full batch leaves is for the next one, and no small one of its own. */
  #sendBatch(): void {
    const { platform, report } = this.#settings;
    this.#intake.writeBatch();
    inBackground(
      platform.nextTurn().then(() => this.#sendWritten()),
      report,
    );
  }

  async #sendWritten(): Promise<void> {
    const { delivery, spool, stats } = this.#parts;
    spool?.keepStats(stats());
    await delivery.start();
  }
}
