import type { PeekError } from "@peekjs/protocol";
import type { Platform } from "../platform.ts";
import { internalError } from "../diagnostics/report.ts";
import { BatchSender, type BatchSenderSettings } from "./batch-sender.ts";
import { Signal } from "./signal.ts";
import { Endpoint, type EndpointSettings } from "./endpoint.ts";
import type { WrittenEnvelope } from "./envelope.ts";
import { Lanes } from "./lanes.ts";
import type { Batch, Outbox } from "./outbox.ts";
import { Retries, type RetrySettings } from "./retries.ts";
import { explain, type Failure } from "./verdict.ts";

const MOST_BATCH_BYTES = 4 * 1024 * 1024;

export interface DeliverySettings extends BatchSenderSettings, EndpointSettings, RetrySettings {
  platform: Pick<Platform, "schedule" | "nextTurn">;
  /** Records in one delivery. */
  batchSize: number;
  /** Writes an envelope without records. */
  greeting(): WrittenEnvelope;
  report(error: PeekError): void;
}

/** Sends what waits in outboxes, at most two batches at a time, until a collector has acknowledged it. */
export class Delivery {
  readonly #settings: DeliverySettings;
  readonly #outboxes: Outbox[] = [];
  readonly #endpoint: Endpoint;
  readonly #retries: Retries;
  readonly #sender: BatchSender;
  /** A batch, or a greeting, has come to an end. */
  readonly #ended: Signal;
  readonly #lanes: Lanes;
  #isGreetingDue = false;
  #isAbandoned = false;

  constructor(settings: DeliverySettings) {
    this.#settings = settings;
    const { platform } = settings;
    const ended = new Signal(platform);
    const retries = new Retries(settings, () => void this.start());
    this.#ended = ended;
    this.#retries = retries;
    this.#endpoint = new Endpoint(settings);
    this.#lanes = new Lanes({
      platform,
      retries,
      ended,
      hasWork: () => this.#hasWork(),
      work: () => this.#sendNext(),
    });
    this.#sender = new BatchSender(settings, {
      ask: (envelope) => this.#endpoint.ask(envelope),
      mayGoOn: () => !this.#lanes.isClosed && retries.remaining <= 0,
      hold: (batch, verdict) => this.#hold(batch, verdict),
      succeed: () => {
        retries.reset();
        this.#isGreetingDue = false;
      },
    });
  }

  add(outbox: Outbox): void {
    this.#outboxes.push(outbox);
  }

  /** Forgets an outbox that is empty, and to which nothing is added any more. */
  remove(outbox: Outbox): void {
    const index = this.#outboxes.indexOf(outbox);
    if (index >= 0) this.#outboxes.splice(index, 1);
  }

  /**
   * Starts sending, unless the endpoint failed and is to be left alone for a while.
   *
   * @param until reading of the monotonic clock after which no further batch is sent
   * @returns settles when what this call started has come to an end
   */
  async start(until = Number.POSITIVE_INFINITY): Promise<void> {
    this.#isAbandoned = false;
    await this.#lanes.start(until);
  }

  /**
   * For platforms that stop working once a request is answered: sends, and tries again, until nothing waits, the quick
   * retries are used up, or the monotonic clock reads `until`. Nothing goes on afterwards.
   */
  async startWithin(until: number): Promise<void> {
    await this.start(until);
    for (;;) {
      const now = performance.now();
      if (this.#lanes.isClosed || !this.#hasWork() || this.#retries.isSlow || now >= until) return;
      await this.#ended.within(Math.min(until - now, this.#retries.remaining || until));
      await this.start(until);
    }
  }

  /** Lets the collector know of this client; the first batch does so too. */
  async greet(): Promise<void> {
    this.#isGreetingDue = true;
    await this.start();
  }

  /** Resets the backoff, so that the last drain of a process starts with a quick try. */
  forgetFailures(): void {
    this.#retries.reset();
  }

  /**
   * Sends until no outbox holds anything that is waited for, the quick retries are used up, or `expired` resolves. The
   * first try is made at once, unless another drain had one made so within the last second.
   *
   * @param isHeld whether an outbox holds what is waited for
   * @param until reading of the monotonic clock at which `expired` resolves; with no try possible before, this does at once
   */
  async drain(
    expired: Promise<unknown>,
    isHeld: (outbox: Outbox) => boolean,
    until: number,
  ): Promise<void> {
    const deadline = expired.then(() => "expired");
    const isWanted = (): boolean => this.#outboxes.some(isHeld);
    // Nobody waits for a greeting: its retry timer is left alone.
    if (!isWanted()) return;
    this.#retries.hurry();
    while (!this.#lanes.isClosed && isWanted()) {
      void this.start();
      const { isSlow, remaining } = this.#retries;
      const isHopeless = isSlow || performance.now() + remaining >= until;
      // Yields once, so that an app that calls flush() in a loop does not starve the event loop.
      if (!this.#lanes.isBusy && isHopeless) return this.#settings.platform.nextTurn();
      if ((await Promise.race([this.#ended.next(), deadline])) === "expired") return;
    }
  }

  /** Gives up what is under way, so that it keeps no process alive. */
  abandon(): void {
    this.#isAbandoned = true;
    this.#endpoint.cut();
  }

  /** Ends all sending; what is in flight returns to its outbox, and an answer that still comes is not heard. */
  async close(): Promise<void> {
    this.#retries.cancel();
    const ended = this.#lanes.close();
    this.#endpoint.close();
    await ended;
    this.#endpoint.ignoreAnswers();
    for (const outbox of this.#outboxes) outbox.recover();
  }

  async #sendNext(): Promise<void> {
    const outbox = this.#outboxes.find((candidate) => candidate.isDue);
    const batch = outbox?.take(this.#settings.batchSize, MOST_BATCH_BYTES);
    if (batch !== undefined) await this.#deliverSafely(batch);
    else if (this.#isGreetingDue) await this.#sendGreeting();
  }

  #hasWork(): boolean {
    return this.#isGreetingDue || this.#outboxes.some((outbox) => outbox.isDue);
  }

  async #sendGreeting(): Promise<void> {
    this.#isGreetingDue = false;
    const verdict = await this.#endpoint.ask(this.#settings.greeting());
    if (verdict.kind === "acknowledged") this.#retries.reset();
    else {
      this.#isGreetingDue = true;
      this.#wait(verdict);
    }
  }

  async #deliverSafely(batch: Batch): Promise<void> {
    try {
      await this.#sender.deliver(batch);
    } catch (error) {
      batch.outbox.recover(batch.groups);
      this.#wait({ kind: "unreachable", error: internalError(error) });
    }
  }

  #hold(batch: Batch, verdict: Failure): void {
    batch.outbox.putBack(batch.groups);
    this.#wait(verdict);
  }

  #wait(verdict: Failure): void {
    if (this.#lanes.isClosed) return;
    this.#retries.fail(verdict);
    // A greeting that was given up tells nothing about the endpoint, and nothing is missing.
    if (this.#isAbandoned && this.#outboxes.every(({ isEmpty }) => isEmpty)) return;
    this.#settings.report(explain(verdict));
  }
}
