import { PeekError } from "@peekjs/protocol";
import type { Cancel, Platform } from "../platform.ts";
import { internalError } from "../diagnostics/report.ts";
import { BatchSender, type BatchSenderSettings } from "./batch-sender.ts";
import { Changes } from "./changes.ts";
import type { WrittenEnvelope } from "./envelope.ts";
import type { Batch, Outbox } from "./outbox.ts";
import { Pause } from "./pause.ts";
import type { Transport } from "./transport.ts";
import { explain, judge, type Failure, type Verdict } from "./verdict.ts";

const MOST_IN_FLIGHT = 2;
/** Milliseconds that cut connections may take to end; those of a request that has ended itself never do. */
const LONGEST_CLOSE = 250;
const MOST_BATCH_BYTES = 4 * 1024 * 1024;

export interface DeliverySettings extends BatchSenderSettings {
  platform: Pick<Platform, "schedule" | "nextTurn">;
  transport: Transport;
  /** Records in one delivery. */
  batchSize: number;
  maxRetries: number;
  /** Milliseconds between slow tries. */
  slowDelay: number;
  /** Writes an envelope without records. */
  greeting(): WrittenEnvelope;
  /** Told what is sent and answered. */
  trace(line: string): void;
  report(error: PeekError): void;
}

/** Sends what waits in outboxes, at most two batches at a time, until a collector has acknowledged it. */
export class Delivery {
  readonly #settings: DeliverySettings;
  readonly #outboxes: Outbox[] = [];
  readonly #pause: Pause;
  readonly #sender: BatchSender;
  readonly #changes: Changes;
  #inFlight = 0;
  #closed = false;
  /** What was in flight has been given up: it is another's by now, and no answer to it is heard. */
  #isOver = false;
  #isGreetingDue = false;
  #isAbandoned = false;
  #cancelRetry: Cancel | undefined;

  constructor(settings: DeliverySettings) {
    this.#settings = settings;
    this.#changes = new Changes(settings.platform);
    this.#pause = new Pause(settings.maxRetries, settings.slowDelay);
    this.#sender = new BatchSender(settings, {
      ask: (envelope) => this.#ask(envelope),
      mayGoOn: () => !this.#closed && this.#pause.remaining(performance.now()) <= 0,
      hold: (batch, verdict) => this.#hold(batch, verdict),
      succeed: () => {
        this.#pause.reset();
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
    const lanes: Promise<void>[] = [];
    while (this.#hasRoom() && this.#mayTry(until) && this.#hasWork()) {
      lanes.push(this.#run(until));
    }
    await Promise.all(lanes);
  }

  /**
   * For platforms that stop working once a request is answered: sends, and tries again, until nothing waits, the quick
   * retries are used up, or the monotonic clock reads `until`. Nothing goes on afterwards.
   */
  async startWithin(until: number): Promise<void> {
    await this.start(until);
    for (;;) {
      const now = performance.now();
      if (this.#closed || !this.#hasWork() || this.#pause.isSlow || now >= until) return;
      await this.#changes.within(Math.min(until - now, this.#pause.remaining(now) || until));
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
    this.#pause.reset();
  }

  /**
   * Sends until no outbox holds anything that is waited for, the quick retries are used up, or `expired` resolves. The
   * first try is made at once, unless another drain had one made so within the last second.
   *
   * @param isHeld whether an outbox holds what is waited for; default: anything at all
   * @param until reading of the monotonic clock at which `expired` resolves; with no try possible before, this does at once
   */
  async drain(
    expired: Promise<unknown>,
    isHeld = (outbox: Outbox): boolean => !outbox.isEmpty,
    until = Number.POSITIVE_INFINITY,
  ): Promise<void> {
    const deadline = expired.then(() => "expired");
    const isWanted = (): boolean => this.#outboxes.some(isHeld);
    // Nobody waits for a greeting: its retry timer is left alone.
    if (!isWanted()) return;
    this.#pause.hurry(performance.now());
    this.#cancelRetry?.();
    this.#cancelRetry = undefined;
    while (!this.#closed && isWanted()) {
      void this.start();
      const now = performance.now();
      const isHopeless = this.#pause.isSlow || now + this.#pause.remaining(now) >= until;
      // Yields once, so that an app that calls flush() in a loop does not starve the event loop.
      if (this.#inFlight === 0 && isHopeless) return this.#settings.platform.nextTurn();
      if ((await Promise.race([this.#changes.next(), deadline])) === "expired") return;
    }
  }

  /** Gives up what is under way, so that it keeps no process alive. */
  abandon(): void {
    this.#isAbandoned = true;
    this.#settings.transport.close();
  }

  /** Ends all sending; what is in flight returns to its outbox, and an answer that still comes is not heard. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelRetry?.();
    this.#settings.transport.close();
    this.#changes.tell();
    const until = performance.now() + LONGEST_CLOSE;
    for (
      let left = LONGEST_CLOSE;
      this.#inFlight > 0 && left > 0;
      left = until - performance.now()
    ) {
      await this.#changes.within(left);
    }
    this.#isOver = true;
    for (const outbox of this.#outboxes) outbox.recover();
  }

  /** Sends one batch after the other, until nothing waits. */
  async #run(until: number): Promise<void> {
    this.#inFlight++;
    do {
      const outbox = this.#outboxes.find((candidate) => candidate.isDue);
      const batch = outbox?.take(this.#settings.batchSize, MOST_BATCH_BYTES);
      if (batch !== undefined) await this.#deliverSafely(batch);
      else if (this.#isGreetingDue) await this.#sendGreeting();
      if (this.#isOver) return;
      if (!this.#hasWork()) break;
      this.#changes.tell();
      await this.#settings.platform.nextTurn();
      if (this.#isOver) return;
    } while (!this.#closed && performance.now() < until && this.#mayTry(until));
    this.#inFlight--;
    this.#changes.tell();
  }

  #hasWork(): boolean {
    return this.#isGreetingDue || this.#outboxes.some((outbox) => outbox.isDue);
  }

  async #sendGreeting(): Promise<void> {
    this.#isGreetingDue = false;
    const verdict = await this.#ask(this.#settings.greeting());
    if (verdict.kind === "acknowledged") this.#pause.reset();
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

  /** While the endpoint fails, one batch at a time finds out whether it has recovered. */
  #hasRoom(): boolean {
    return !this.#closed && this.#inFlight < (this.#pause.isFailing ? 1 : MOST_IN_FLIGHT);
  }

  /** Whether no pause is on; else, with all the time in the world, the end of the pause is waited for. */
  #mayTry(until: number): boolean {
    const wait = this.#pause.remaining(performance.now());
    if (wait <= 0) return true;
    if (until < Number.POSITIVE_INFINITY) return false;
    this.#cancelRetry ??= this.#settings.platform.schedule(() => {
      this.#cancelRetry = undefined;
      void this.start();
    }, wait);
    return false;
  }

  async #ask(envelope: WrittenEnvelope): Promise<Verdict> {
    const verdict = await this.#exchange(envelope);
    return this.#isOver ? new Promise(() => undefined) : verdict;
  }

  async #exchange({ body, headers }: WrittenEnvelope): Promise<Verdict> {
    try {
      if (this.#closed) throw new PeekError("PEEK_E_UNREACHABLE", "The client was shut down.");
      const reply = await this.#settings.transport.send(body, headers);
      this.#settings.trace(
        `sent ${headers["idempotency-key"] ?? "a greeting"}, ${body.length} characters: ${reply.status} ${reply.body.slice(0, 200)}`,
      );
      return judge(reply);
    } catch (error) {
      return { kind: "unreachable", error: internalError(error) };
    }
  }

  #hold(batch: Batch, verdict: Failure): void {
    batch.outbox.putBack(batch.groups);
    this.#wait(verdict);
  }

  #wait(verdict: Failure): void {
    if (this.#closed) return;
    const now = performance.now();
    const retryAfter = "reply" in verdict ? verdict.reply.retryAfter : undefined;
    const mayPass = verdict.kind === "unreachable" || verdict.kind === "retry";
    if (mayPass) this.#pause.fail(now, retryAfter);
    else this.#pause.failSlowly(now, retryAfter);
    // A greeting that was given up tells nothing about the endpoint, and nothing is missing.
    if (this.#isAbandoned && this.#outboxes.every(({ isEmpty }) => isEmpty)) return;
    this.#settings.report(explain(verdict));
  }
}
