import { inBackground, type Report } from "../diagnostics/report.ts";
import type { Outbox } from "../delivery/outbox.ts";
import type { Intake } from "../intake/intake.ts";
import type { Platform } from "../platform.ts";
import { timerNow } from "../time/clock.ts";
import { Countdown } from "../time/countdown.ts";

/** Milliseconds after which a record is on disk, unless it was delivered by then. */
const INTERVAL = 50;
/** Milliseconds by which it may be there earlier, so that a busy app writes seldom. */
const LEAST_WAIT = 5;
/** Milliseconds after which a disk that took nothing is tried again. */
const RETRY_INTERVAL = 1_000;

export interface WriteAheadSettings {
  intake: Intake;
  outbox: Outbox;
  platform: Pick<Platform, "schedule" | "nextTurn">;
  report: Report;
}

/**
 * Sees to it that what is not delivered in time is on disk. With the durability `event` every call writes by itself, and
 * summaries alone are left to it.
 */
export class WriteAhead {
  readonly #settings: WriteAheadSettings;
  readonly #timer: Countdown;
  readonly #retryTimer: Countdown;
  #isClosed = false;

  constructor(settings: WriteAheadSettings) {
    const { platform, report } = settings;
    this.#settings = settings;
    this.#timer = new Countdown(platform.schedule, INTERVAL, () =>
      inBackground(this.#writeInTime(), report),
    );
    this.#retryTimer = new Countdown(platform.schedule, RETRY_INTERVAL, () =>
      inBackground(this.write(), report),
    );
  }

  /** Something came in that is in memory alone. */
  added(): void {
    this.#timer.start();
  }

  /** Writes to disk what is in memory alone, in slices between which the event loop runs. */
  async write(): Promise<void> {
    const { intake, outbox, platform } = this.#settings;
    intake.write();
    while (outbox.writeAhead()) await platform.nextTurn();
    if (outbox.hasUnwritten && !this.#isClosed) this.#retryTimer.start();
  }

  /** Nothing is written by itself any more. */
  close(): void {
    this.#isClosed = true;
    this.#timer.cancel();
    this.#retryTimer.cancel();
  }

  /** Writes, unless what has waited for so long was delivered by now: what came later has time. */
  async #writeInTime(): Promise<void> {
    const { intake, outbox } = this.#settings;
    const since = outbox.unwrittenSince ?? intake.since ?? 0;
    const left = since + INTERVAL - timerNow();
    if (left < LEAST_WAIT) await this.write();
    else this.#timer.start(left);
  }
}
