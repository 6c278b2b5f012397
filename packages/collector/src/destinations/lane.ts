import { PeekError, type DestinationConnection } from "@peekjs/protocol";
import { countRecords, type Outgoing } from "./outgoing.ts";

/** Records that are handed over together. */
const MOST_TOGETHER = 1_000;

/** Milliseconds for a hand-over: no vendor is asked in it, and whoever waits for one must not hold up the rest. */
const TIMEOUT = 30_000;

/** Milliseconds between two reports. */
const REPORT_INTERVAL = 60_000;

interface Waiting {
  outgoing: Outgoing;
  done: (isTaken: boolean) => void;
}

/** Hands batches to one destination, at its own pace: those that came meanwhile together. */
export class Lane {
  readonly connection: DestinationConnection;
  #waiting: Waiting[] = [];
  readonly #reportError: (error: unknown) => void;
  #isRunning = false;
  /** A hand-over has not returned in time: until it does, nothing else is handed over. */
  #isStuck = false;
  /** Since the last report. */
  #failed = 0;
  #reportedAt = Number.NEGATIVE_INFINITY;

  constructor(connection: DestinationConnection, reportError: (error: unknown) => void) {
    this.connection = connection;
    this.#reportError = reportError;
  }

  /** Resolves with whether the batch is in the destination's queue; when not, with false, after it was reported. */
  push(outgoing: Outgoing): Promise<boolean> {
    return new Promise((done) => {
      this.#waiting.push({ outgoing, done });
      if (!this.#isRunning) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#waiting.length > 0) {
      const together = this.#waiting.splice(0, this.#countTogether());
      const isTaken = await this.#enqueue(together.map(({ outgoing }) => outgoing));
      for (const { done } of together) done(isTaken);
    }
    this.#isRunning = false;
  }

  /** Of the batches at the head, those that have one source and are not too many. */
  #countTogether(): number {
    const { service, environment } = this.#waiting[0]!.outgoing.source;
    let records = 0;
    const end = this.#waiting.findIndex(({ outgoing }) => {
      const { source } = outgoing;
      records += countRecords(outgoing);
      const isOther = source.service !== service || source.environment !== environment;
      return isOther || records > MOST_TOGETHER;
    });
    return end === -1 ? this.#waiting.length : Math.max(1, end);
  }

  /** What a destination of somebody's own does wrong costs its own events. */
  async #enqueue(batches: readonly Outgoing[]): Promise<boolean> {
    try {
      if (!this.#isStuck && (await this.#returnsInTime(this.#handOver(batches)))) return true;
      this.#fail(batches, "is still busy with what it was given before");
    } catch (error) {
      this.#fail(batches, `failed: ${String(error)}`, error);
    }
    return false;
  }

  /** Reported at most once a minute. */
  #fail(batches: readonly Outgoing[], problem: string, cause?: unknown): void {
    for (const batch of batches) this.#failed += countRecords(batch);
    if (performance.now() - this.#reportedAt < REPORT_INTERVAL) return;
    const message = `The destination "${this.connection.name}" was not given ${this.#failed} records: it ${problem}. They are tried again while there is room for them.`;
    this.#failed = 0;
    this.#reportedAt = performance.now();
    const code = cause instanceof PeekError ? cause.code : "PEEK_E_DESTINATION_BROKEN";
    this.#reportError(new PeekError(code, message, { cause }));
  }

  async #handOver(batches: readonly Outgoing[]): Promise<void> {
    const { connection } = this;
    const { source } = batches[0]!;
    const events = batches.flatMap((batch) => batch.events);
    const requests = batches.flatMap((batch) => batch.requests);
    if (events.length > 0) await connection.enqueue(events, source);
    if (requests.length > 0 && connection.takesRequests !== false) {
      await connection.enqueueRequests(requests, source);
    }
  }

  async #returnsInTime(handOver: Promise<void>): Promise<boolean> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<false>(
      (resolve) => (timer = setTimeout(() => resolve(false), TIMEOUT)),
    );
    const isInTime = await Promise.race([handOver.then(() => true), late]).finally(() =>
      clearTimeout(timer),
    );
    if (isInTime) return true;
    this.#isStuck = true;
    const free = (): void => void (this.#isStuck = false);
    handOver.then(free, free);
    return false;
  }
}
