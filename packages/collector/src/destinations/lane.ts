import { PeekError, type DestinationConnection } from "@peekjs/protocol";
import { HandOver } from "./hand-over.ts";
import { LateHandOver } from "./late-hand-over.ts";
import { countRecords, type Outgoing } from "./outgoing.ts";
import type { QueueRepeats } from "./storage.ts";

/** Records that are handed over together. */
const MOST_TOGETHER = 1_000;

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
  done: (rest: Outgoing | undefined) => void;
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
  readonly #late = new LateHandOver();
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

  /** Resolves when a hand-over has returned that nobody waits for any more; undefined where there is none. */
  get late(): Promise<void> | undefined {
    return this.#late.underWay;
  }

  /**
   * Resolves when the batch is in the destination's queue, with undefined; or when that failed and was reported, with
   * what is not in it.
   */
  push(outgoing: Outgoing): Promise<Outgoing | undefined> {
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
      const rests = await handOver;
      for (const [index, { done }] of together.entries()) done(rests[index]);
    }
    this.#isRunning = false;
  }

  async #replaceBetween(open: () => Promise<LaneEnd | undefined>): Promise<void> {
    await this.#current;
    this.#end = undefined;
    this.#late.leave();
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

  /** What a destination of somebody's own does wrong costs its own events. Resolves with what it does not have. */
  async #enqueue(batches: readonly Outgoing[]): Promise<readonly (Outgoing | undefined)[]> {
    if (this.#end === undefined) return batches.map(() => undefined);
    const { connection, repeats } = this.#end;
    const { name } = connection;
    const handOver = new HandOver(connection, this.#late.without(batches));
    try {
      const isFree = this.#late.underWay === undefined;
      if (isFree && repeats !== undefined) repeats.isExpected = batches[0]!.isRecovered === true;
      if (!isFree || !(await this.#late.run(handOver))) {
        this.#fail(name, handOver.rests(), "is still busy with what it was given before");
      }
    } catch (error) {
      this.#fail(name, handOver.rests(), `failed: ${String(error).replace(/\.$/, "")}`, error);
    }
    return handOver.rests();
  }

  /** Reported at most once a minute. */
  #fail(
    name: string,
    rests: readonly (Outgoing | undefined)[],
    problem: string,
    cause?: unknown,
  ): void {
    for (const rest of rests) this.#failed += rest === undefined ? 0 : countRecords(rest);
    if (performance.now() - this.#reportedAt < REPORT_INTERVAL) return;
    const message = `The destination "${name}" was not given ${this.#failed} records: it ${problem}. They are tried again while there is room for them.`;
    this.#failed = 0;
    this.#reportedAt = performance.now();
    const code = cause instanceof PeekError ? cause.code : "PEEK_E_DESTINATION_BROKEN";
    this.#reportError(new PeekError(code, message, { cause }));
  }
}
