import { PeekError } from "@peekjs/protocol";
import type { ConnectedDestination } from "./connected-destination.ts";

/** Milliseconds between two times that counts are written down: what a crash loses of them. */
const INTERVAL = 1_000;

/** Milliseconds between two reports. */
const REPORT_INTERVAL = 60_000;

/** Writes down what destinations have counted, every second, where it has changed. */
export class CountsKeeper {
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #reportError: (error: unknown) => void;
  #reportedAt = Number.NEGATIVE_INFINITY;

  /** @param connected called every time: which there are */
  constructor(
    connected: () => readonly ConnectedDestination[],
    reportError: (error: unknown) => void,
  ) {
    this.#reportError = reportError;
    this.#timer = setInterval(() => {
      for (const one of connected()) one.save().catch((error: unknown) => this.#report(error));
    }, INTERVAL);
    if (typeof this.#timer === "object") this.#timer.unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #report(cause: unknown): void {
    if (performance.now() - this.#reportedAt < REPORT_INTERVAL) return;
    this.#reportedAt = performance.now();
    const message = `The counts of destinations cannot be written (${String(cause)}): after a restart they begin where they were last. Look at the disk.`;
    this.#reportError(new PeekError("PEEK_E_DESTINATION_QUEUE", message, { cause }));
  }
}
