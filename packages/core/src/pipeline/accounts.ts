import { PeekError, type ClientStats } from "@peekjs/protocol";
import { ADVICE, type DropReason } from "./drop-reason.ts";
import type { Report } from "../diagnostics/report.ts";

const QUIET_TIME = 1_000;

/** What became of every request and product event that a client accepted, since it was made. */
export class Accounts {
  accepted = 0;
  delivered = 0;
  /** Delivered for processes that are no more: not part of this client's sum. */
  deliveredForOthers = 0;
  summarised = 0;
  readonly #dropped: Partial<Record<DropReason, number>> = {};
  readonly #unsaid = new Map<DropReason, number>();
  readonly #saidAt = new Map<DropReason, number>();
  readonly #report: Report;

  constructor(report: Report) {
    this.#report = report;
  }

  get droppedCount(): number {
    return Object.values(this.#dropped).reduce((sum, count) => sum + count, 0);
  }

  drop(records: number, reason: DropReason): void {
    this.#dropped[reason] = (this.#dropped[reason] ?? 0) + records;
    this.reportDropped(records, reason);
  }

  /** Says so, each reason at most once a second: making an error takes longer than taking an event. */
  reportDropped(records: number, reason: DropReason): void {
    const advice = ADVICE[reason];
    if (advice === undefined) return;
    const unsaid = (this.#unsaid.get(reason) ?? 0) + records;
    const now = performance.now();
    if (now - (this.#saidAt.get(reason) ?? Number.NEGATIVE_INFINITY) < QUIET_TIME) {
      this.#unsaid.set(reason, unsaid);
      return;
    }
    this.#saidAt.set(reason, now);
    this.#unsaid.delete(reason);
    const what = unsaid === 1 ? "An event was" : `${unsaid} events were`;
    this.#report(
      new PeekError(
        "PEEK_W_DROPPED",
        `${what} dropped: ${reason}. ${advice} stats() has the totals.`,
      ),
    );
  }

  stats(pending: number, spooled: number): ClientStats {
    const { accepted, delivered, summarised } = this;
    return { accepted, delivered, spooled, pending, summarised, dropped: { ...this.#dropped } };
  }
}
