import { PeekError, type ClientStats } from "@peekjs/protocol";
import type { Report } from "./report.ts";

/** What became of every request and product event that a client accepted, since it was made. */
export class Accounts {
  accepted = 0;
  delivered = 0;
  /** Delivered for processes that are no more: not part of this client's sum. */
  deliveredForOthers = 0;
  summarised = 0;
  readonly #dropped: Record<string, number> = {};
  readonly #report: Report;

  constructor(report: Report) {
    this.#report = report;
  }

  get droppedCount(): number {
    return Object.values(this.#dropped).reduce((sum, count) => sum + count, 0);
  }

  drop(records: number, reason: string): void {
    this.#dropped[reason] = (this.#dropped[reason] ?? 0) + records;
    // Calls after shutdown are the app's own doing; what is invalid was reported by its field.
    if (reason !== "shutdown" && reason !== "invalid") this.reportDropped(records, reason);
  }

  reportDropped(records: number, reason: string): void {
    const what = records === 1 ? "An event was" : `${records} events were`;
    this.#report(
      new PeekError("PEEK_W_DROPPED", `${what} dropped: ${reason}. stats() has the totals.`),
    );
  }

  stats(pending: number, spooled: number): ClientStats {
    const { accepted, delivered, summarised } = this;
    return { accepted, delivered, spooled, pending, summarised, dropped: { ...this.#dropped } };
  }
}
