import { PeekError, type DestinationConnection } from "@peekjs/protocol";
import { countRecords, type Outgoing } from "./outgoing.ts";
import type { QueueRepeats } from "./storage.ts";

/** Records that are handed over together. */
const MOST_TOGETHER = 1_000;

/** Milliseconds for a hand-over: no vendor is asked in it, and whoever waits for one must not hold up the rest. */
const TIMEOUT = 30_000;

/** Milliseconds between two reports. */
const REPORT_INTERVAL = 60_000;

/** Where a lane leads. */
export interface LaneEnd {
  readonly connection: DestinationConnection;
  /** Told what kind of batches a hand-over is of. */
  readonly repeats?: QueueRepeats | undefined;
}

interface Waiting {
  outgoing: Outgoing;
  done: (isTaken: boolean) => void;
}

/** Hands batches to one destination, at its own pace: those that came meanwhile together. */
export class Lane {
  /** Absent once nobody is to have anything any more. */
  #end: LaneEnd | undefined;
  #waiting: Waiting[] = [];
  readonly #reportError: (error: unknown) => void;
  #isRunning = false;
  /** The hand-over under way, or the last. */
  #current: Promise<unknown> | undefined;
  #exchange: Promise<unknown> | undefined;
  /** A hand-over that has not returned in time: until it does, nothing else is handed over. */
  #stuck: Promise<void> | undefined;
  /** Since the last report. */
  #failed = 0;
  #reportedAt = Number.NEGATIVE_INFINITY;

  constructor(end: LaneEnd, reportError: (error: unknown) => void) {
    this.#end = end;
    this.#reportError = reportError;
  }

  /**
   * Exchanges the connection between two hand-overs: what waits for one goes to the new one. When that cannot be
   * connected, nobody has anything any more. One exchange at a time.
   *
   * @param open closes the old connection, and opens another where there is to be one
   */
  async replace(open: () => Promise<LaneEnd | undefined>): Promise<void> {
    this.#exchange = this.#replaceBetween(open).finally(() => (this.#exchange = undefined));
    await this.#exchange;
  }

  /** Resolves when what was pushed so far is in the destination's queue, or cannot be. */
  async drain(): Promise<void> {
    await this.push({ source: {}, events: [], requests: [] });
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
      // Looked at right before a hand-over: an exchange that begins in between would not wait for it.
      while (this.#exchange !== undefined) await this.#exchange.catch(() => undefined);
      const together = this.#waiting.splice(0, this.#countTogether());
      const handOver = this.#enqueue(together.map(({ outgoing }) => outgoing));
      this.#current = handOver;
      const isTaken = await handOver;
      for (const { done } of together) done(isTaken);
    }
    this.#isRunning = false;
  }

  async #replaceBetween(open: () => Promise<LaneEnd | undefined>): Promise<void> {
    await this.#current;
    this.#end = undefined;
    this.#stuck = undefined;
    this.#end = await open();
  }

  /** Of the batches at the head, those that have one source and are not too many. */
  #countTogether(): number {
    const first = this.#waiting[0]!.outgoing;
    const { service, environment } = first.source;
    let records = 0;
    const end = this.#waiting.findIndex(({ outgoing }) => {
      const { source, isRecovered } = outgoing;
      records += countRecords(outgoing);
      const isOther =
        source.service !== service ||
        source.environment !== environment ||
        isRecovered !== first.isRecovered;
      return isOther || records > MOST_TOGETHER;
    });
    return end === -1 ? this.#waiting.length : Math.max(1, end);
  }

  /** What a destination of somebody's own does wrong costs its own events. */
  async #enqueue(batches: readonly Outgoing[]): Promise<boolean> {
    if (this.#end === undefined) return true;
    const { connection, repeats } = this.#end;
    const { name } = connection;
    try {
      const isFree = this.#stuck === undefined;
      if (isFree && repeats !== undefined) repeats.isExpected = batches[0]!.isRecovered === true;
      if (isFree && (await this.#returnsInTime(handOver(connection, batches)))) return true;
      this.#fail(name, batches, "is still busy with what it was given before");
    } catch (error) {
      this.#fail(name, batches, `failed: ${String(error)}`, error);
    }
    return false;
  }

  /** Reported at most once a minute. */
  #fail(name: string, batches: readonly Outgoing[], problem: string, cause?: unknown): void {
    for (const batch of batches) this.#failed += countRecords(batch);
    if (performance.now() - this.#reportedAt < REPORT_INTERVAL) return;
    const message = `The destination "${name}" was not given ${this.#failed} records: it ${problem}. They are tried again while there is room for them.`;
    this.#failed = 0;
    this.#reportedAt = performance.now();
    const code = cause instanceof PeekError ? cause.code : "PEEK_E_DESTINATION_BROKEN";
    this.#reportError(new PeekError(code, message, { cause }));
  }

  async #returnsInTime(work: Promise<void>): Promise<boolean> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<false>(
      (resolve) => (timer = setTimeout(() => resolve(false), TIMEOUT)),
    );
    const isInTime = await Promise.race([work.then(() => true), late]).finally(() =>
      clearTimeout(timer),
    );
    if (isInTime) return true;
    this.#stuck = work;
    const free = (): void => {
      if (this.#stuck === work) this.#stuck = undefined;
    };
    work.then(free, free);
    return false;
  }
}

async function handOver(
  connection: DestinationConnection,
  batches: readonly Outgoing[],
): Promise<void> {
  const { source } = batches[0]!;
  const events = batches.flatMap((batch) => batch.events);
  const requests = batches.flatMap((batch) => batch.requests);
  if (events.length > 0) await connection.enqueue(events, source);
  if (requests.length > 0 && connection.takesRequests !== false) {
    await connection.enqueueRequests(requests, source);
  }
}
