import type { FlushResult } from "../client/peek.ts";
import type { Outbox } from "../delivery/outbox.ts";
import type { Platform } from "../platform.ts";
import type { PipelineParts } from "./pipeline-parts.ts";

/** Delivers for those who wait for it, and tells them what became of it. */
export class Flusher {
  readonly #parts: PipelineParts;
  readonly #platform: Pick<Platform, "schedule">;
  #underWay = 0;

  constructor(parts: PipelineParts, platform: Pick<Platform, "schedule">) {
    this.#parts = parts;
    this.#platform = platform;
  }

  get isBusy(): boolean {
    return this.#underWay > 0;
  }

  /** Delivers what was recorded before the call, and what was taken over; not what comes in the meantime. */
  async flush(timeout: number): Promise<void> {
    const { intake } = this.#parts;
    let expire: (() => void) | undefined;
    const expired = new Promise<void>((resolve) => (expire = resolve));
    const until = performance.now() + timeout;
    const cancel = this.#platform.schedule(() => expire?.(), timeout);
    this.#underWay++;
    try {
      intake.write();
      const { hasSummaries } = intake;
      await this.#writeAndDrain(expired, until);
      // Summaries that had no room before have it now, if a timer has not written them in the meantime.
      if (hasSummaries) await this.#writeAndDrain(expired, until);
    } finally {
      cancel();
      this.#underWay--;
    }
  }

  /** Returns what tells how much was delivered since this call, and what still waits by then. */
  measure(): () => FlushResult {
    const { intake, outbox, adoption } = this.#parts;
    const before = this.#delivered;
    return () => ({
      delivered: this.#delivered - before,
      spooled: outbox.onDisk + (adoption?.onDisk ?? 0),
      pending: intake.pendingCount,
    });
  }

  get #delivered(): number {
    const { accounts } = this.#parts;
    return accounts.delivered + accounts.deliveredForOthers;
  }

  async #writeAndDrain(expired: Promise<void>, until: number): Promise<void> {
    const { intake, writer, outbox: own, delivery } = this.#parts;
    intake.writeBatch();
    const { last } = writer;
    const isHeld = (outbox: Outbox): boolean =>
      outbox === own ? outbox.holdsUpTo(last) : !outbox.isEmpty;
    await delivery.drain(expired, isHeld, until);
  }
}
