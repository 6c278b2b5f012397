import type { Diagnostic } from "@peekjs/protocol";
import { Accounts } from "../pipeline/accounts.ts";
import { Diagnostics } from "../diagnostics/diagnostics.ts";
import type { DropReason } from "../pipeline/drop-reason.ts";
import type { FlushResult, PeekStats } from "../client/peek.ts";
import { nothingFlushed, type Recipient } from "../pipeline/recipient.ts";
import type { Report } from "../diagnostics/report.ts";

/** Stands where the collector would be in a client that has destinations alone: counts what reaches nobody. */
export class NoCollector implements Recipient {
  readonly pendingCount = 0;
  readonly #accounts: Accounts;
  readonly #diagnostics: Diagnostics;
  #closed = false;

  constructor(report: Report) {
    this.#accounts = new Accounts(report);
    this.#diagnostics = new Diagnostics(report);
  }

  stats(): PeekStats {
    return this.#accounts.stats(0, 0);
  }

  wallTime(monotonic: number): number {
    return Date.now() - performance.now() + monotonic;
  }

  accept(): void {
    if (this.#closed) this.refuse("shutdown");
  }

  acceptEvent(): boolean {
    if (this.#closed) this.refuse("shutdown");
    return !this.#closed;
  }

  refuse(reason: DropReason): void {
    this.#accounts.accepted++;
    this.#accounts.drop(1, this.#closed ? "shutdown" : reason);
  }

  mounted(): void {}

  diagnose(diagnostic: Diagnostic): void {
    this.#diagnostics.add(diagnostic);
  }

  async sendWithin(): Promise<void> {}

  async flush(): Promise<FlushResult> {
    return nothingFlushed();
  }

  async deliverEvent(): Promise<boolean> {
    return this.acceptEvent();
  }

  async flushAtEnd(): Promise<void> {}

  writeAll(): void {}

  async shutdown(): Promise<FlushResult> {
    this.#closed = true;
    return nothingFlushed();
  }
}
