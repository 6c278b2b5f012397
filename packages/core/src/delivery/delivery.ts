import { PeekError } from "@peekjs/protocol";
import type { Cancel, Platform } from "../platform.ts";
import { bisect } from "./bisect.ts";
import { size, type Batch, type Outbox, type OutboxGroup } from "./outbox.ts";
import { internalError } from "../report.ts";
import { Pause } from "./pause.ts";
import { asRows, splitGroup } from "./split.ts";
import type { Transport } from "./transport.ts";
import { explain, judge, type Verdict } from "./verdict.ts";

const MOST_IN_FLIGHT = 2;
const MOST_BATCH_BYTES = 4 * 1024 * 1024;

export interface DeliverySettings {
  platform: Pick<Platform, "schedule" | "nextTurn">;
  transport: Transport;
  /** Records in one delivery. */
  batchSize: number;
  maxRetries: number;
  /** Milliseconds after which the transport gives up. */
  timeout: number;
  /** Milliseconds between slow tries. */
  slowDelay: number;
  /** Writes the envelope around the groups of a batch. */
  envelope(batch: Batch, texts: string[]): { body: string; headers: Record<string, string> };
  /** Writes an envelope without records. */
  greeting(): { body: string; headers: Record<string, string> };
  /** Told what is sent and answered. */
  trace(line: string): void;
  onDelivered(outbox: Outbox, groups: readonly OutboxGroup[]): void;
  /** Records that were given up. */
  onDropped(outbox: Outbox, groups: readonly OutboxGroup[], reason: string): void;
  report(error: PeekError): void;
}

/** Sends what waits in outboxes, at most two batches at a time, until a collector has acknowledged it. */
export class Delivery {
  readonly #settings: DeliverySettings;
  readonly #outboxes: Outbox[] = [];
  readonly #pause: Pause;
  #waiters: (() => void)[] = [];
  #inFlight = 0;
  /** Counts how often what was in flight had to be given up. */
  #era = 0;
  #lastSign = 0;
  #closed = false;
  #rowsOnly = false;
  #isGreetingDue = false;
  #cancelRetry: Cancel | undefined;

  constructor(settings: DeliverySettings) {
    this.#settings = settings;
    this.#pause = new Pause(settings.maxRetries, settings.slowDelay);
  }

  add(outbox: Outbox): void {
    this.#outboxes.push(outbox);
  }

  /**
   * Starts sending, unless the endpoint failed and is to be left alone for a while.
   *
   * @param until reading of the monotonic clock after which no further batch is sent
   * @returns settles when what this call started has come to an end
   */
  async start(until = Number.POSITIVE_INFINITY): Promise<void> {
    this.#recoverVanished();
    const lanes: Promise<void>[] = [];
    while (this.#hasRoom() && this.#mayTry(until) && this.#hasWork()) {
      lanes.push(this.#run(until));
    }
    await Promise.all(lanes);
  }

  /**
   * For runtimes where timers and connections end with the request that made them: sends, and tries again, until nothing
   * waits, the quick retries are used up, or the monotonic clock reads `until`. Nothing goes on afterwards.
   */
  async startWithin(until: number): Promise<void> {
    await this.start(until);
    for (;;) {
      const now = performance.now();
      if (this.#closed || !this.#hasWork() || this.#pause.isSlow || now >= until) return;
      await this.#change(Math.min(until - now, this.#pause.remaining(now) || until));
      await this.start(until);
    }
  }

  /** Resolves when a batch has come to an end, at most after so many milliseconds. */
  async #change(milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = this.#settings.platform.schedule(resolve, milliseconds);
      this.#waiters.push(() => {
        cancel();
        resolve();
      });
    });
  }

  /** Lets the collector know of this client; the first batch does so too. */
  async greet(): Promise<void> {
    this.#isGreetingDue = true;
    await this.start();
  }

  /** Sends until nothing is left, the quick retries are used up, or `expired` resolves. */
  async drain(expired: Promise<unknown>): Promise<void> {
    const deadline = expired.then(() => "expired");
    this.#pause.hurry();
    this.#cancelRetry?.();
    this.#cancelRetry = undefined;
    while (!this.#closed && this.#outboxes.some((outbox) => !outbox.isEmpty)) {
      void this.start();
      if (this.#inFlight === 0 && this.#pause.isSlow) return;
      const change = new Promise<string>((resolve) => {
        this.#waiters.push(() => resolve("changed"));
      });
      if ((await Promise.race([change, deadline])) === "expired") return;
    }
  }

  /** Ends all sending; what is in flight returns to its outbox. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelRetry?.();
    this.#settings.transport.close();
    this.#wake();
    while (this.#inFlight > 0) await new Promise<void>((resolve) => this.#waiters.push(resolve));
  }

  /** Sends one batch after the other. */
  async #run(until: number): Promise<void> {
    const era = this.#era;
    this.#inFlight++;
    do {
      const outbox = this.#outboxes.find((candidate) => candidate.hasWaiting);
      const batch = outbox?.take(this.#settings.batchSize, MOST_BATCH_BYTES);
      if (batch !== undefined) await this.#deliverSafely(batch);
      else if (this.#isGreetingDue) await this.#sendGreeting();
      else break;
      this.#wake();
      await this.#settings.platform.nextTurn();
      if (era !== this.#era) return;
    } while (!this.#closed && performance.now() < until && this.#mayTry(until));
    this.#inFlight--;
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#waiters.splice(0)) wake();
  }

  #hasWork(): boolean {
    return this.#isGreetingDue || this.#outboxes.some((outbox) => outbox.hasWaiting);
  }

  async #sendGreeting(): Promise<void> {
    this.#isGreetingDue = false;
    const verdict = await this.#ask(this.#settings.greeting());
    if (verdict.kind === "acknowledged") this.#pause.succeed();
    else {
      this.#isGreetingDue = true;
      this.#wait(verdict);
    }
  }

  async #deliverSafely(batch: Batch): Promise<void> {
    try {
      await this.#deliver(batch);
    } catch (error) {
      this.#hold(batch, { kind: "unreachable", error: internalError(error) });
    }
  }

  /** While the endpoint fails, one batch at a time finds out whether it has recovered. */
  #hasRoom(): boolean {
    return !this.#closed && this.#inFlight < (this.#pause.isFailing ? 1 : MOST_IN_FLIGHT);
  }

  /**
   * An edge runtime may end a request with a delivery in it, which then neither succeeds nor fails. When nothing has
   * been heard for longer than any delivery takes, what was in flight waits again.
   */
  #recoverVanished(): void {
    if (this.#inFlight === 0 || performance.now() - this.#lastSign < 2 * this.#settings.timeout) {
      return;
    }
    this.#era++;
    this.#inFlight = 0;
    for (const outbox of this.#outboxes) outbox.recover();
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

  async #deliver(batch: Batch): Promise<void> {
    const verdict = await this.#send(batch);
    switch (verdict.kind) {
      case "acknowledged":
        return;
      case "rows":
        this.#rowsOnly = true;
        return this.#deliver(batch);
      case "too_large":
        return this.#deliverHalves(batch);
      case "refused":
        return this.#findRefused(batch, verdict);
      default:
        this.#hold(batch, verdict);
    }
  }

  async #deliverHalves(batch: Batch): Promise<void> {
    const halves = this.#halve(batch);
    if (halves === undefined) {
      this.#drop(batch.outbox, batch.groups, "too_large");
      return;
    }
    for (const groups of halves) {
      if (this.#pause.isFailing) batch.outbox.putBack(groups);
      else await this.#deliver({ outbox: batch.outbox, groups });
    }
  }

  async #findRefused(batch: Batch, refusal: Verdict): Promise<void> {
    const { outbox } = batch;
    let last = refusal;
    const found = await bisect(
      batch.groups,
      async (groups) => {
        last = await this.#send({ outbox, groups });
        if (last.kind === "acknowledged") return "accepted";
        return last.kind === "refused" || last.kind === "too_large" ? "refused" : "held";
      },
      (groups) => this.#halve({ outbox, groups }),
    );
    const kept = [...found.held, ...(found.accepted ? [] : found.refused)];
    if (found.accepted) this.#drop(outbox, found.refused, "refused");
    if (kept.length > 0) this.#hold({ outbox, groups: kept }, last);
  }

  /** Sends one envelope; what the collector acknowledged is settled at once. */
  async #send(batch: Batch): Promise<Verdict> {
    const { outbox } = batch;
    let texts: string[];
    try {
      texts = this.#read(batch);
    } catch (error) {
      const message = `The spool cannot be read (${String(error)}): what is in it is kept and tried again.`;
      return {
        kind: "unreachable",
        error: new PeekError("PEEK_W_SPOOL", message, { cause: error }),
      };
    }
    if (texts.length === 0) return { kind: "acknowledged" };
    const announced = outbox.lost;
    const verdict = await this.#ask(this.#settings.envelope(batch, texts));
    if (verdict.kind === "rows" && this.#rowsOnly) return { ...verdict, kind: "refused" };
    if (verdict.kind === "acknowledged") {
      this.#pause.succeed();
      this.#isGreetingDue = false;
      outbox.lost = outbox.lost.filter((range) => !announced.includes(range));
      outbox.settle(batch.groups);
      this.#settings.onDelivered(outbox, batch.groups);
    }
    return verdict;
  }

  /** The texts of a batch, out of which damaged groups are dropped. */
  #read({ outbox, groups }: Batch): string[] {
    const texts: string[] = [];
    for (const group of groups.slice()) {
      const text = outbox.text(group);
      if (text === undefined) {
        groups.splice(groups.indexOf(group), 1);
        this.#drop(outbox, [group], "spool_damaged");
      } else texts.push(this.#rowsOnly ? asRows(text) : text);
    }
    return texts;
  }

  async #ask(envelope: ReturnType<DeliverySettings["greeting"]>): Promise<Verdict> {
    const era = this.#era;
    this.#lastSign = performance.now();
    const verdict = await this.#exchange(envelope);
    // Given up in the meantime: what it carried is another's by now.
    if (era !== this.#era) return new Promise(() => undefined);
    this.#lastSign = performance.now();
    return verdict;
  }

  async #exchange({ body, headers }: ReturnType<DeliverySettings["greeting"]>): Promise<Verdict> {
    try {
      if (this.#closed) throw new PeekError("PEEK_E_DELIVERY", "The client was shut down.");
      const reply = await this.#settings.transport.send(body, headers);
      this.#settings.trace(
        `sent ${headers["idempotency-key"] ?? "a greeting"}, ${body.length} characters: ${reply.status} ${reply.body.slice(0, 200)}`,
      );
      return judge(reply);
    } catch (error) {
      return { kind: "unreachable", error: internalError(error) };
    }
  }

  #hold(batch: Batch, verdict: Verdict): void {
    batch.outbox.putBack(batch.groups);
    this.#wait(verdict);
  }

  #wait(verdict: Verdict): void {
    if (this.#closed) return;
    const now = performance.now();
    if (verdict.kind === "unreachable") this.#pause.fail(now, undefined);
    else if (verdict.kind === "retry") this.#pause.fail(now, verdict.reply.retryAfter);
    else this.#pause.failSlowly(now);
    this.#settings.report(explain(verdict));
  }

  #drop(outbox: Outbox, groups: readonly OutboxGroup[], reason: string): void {
    outbox.settle(groups);
    // A new list: one that is under way in an envelope must stay as it was written.
    outbox.lost = [...outbox.lost, ...groups.map(({ first, last }) => ({ first, last, reason }))];
    this.#settings.onDropped(outbox, groups, reason);
  }

  /** Cuts a batch in two: between groups, or inside its only one. */
  #halve({ outbox, groups }: Batch): [OutboxGroup[], OutboxGroup[]] | undefined {
    const [only, second] = groups;
    if (only === undefined) return undefined;
    if (second !== undefined) {
      const middle = Math.ceil(groups.length / 2);
      return [groups.slice(0, middle), groups.slice(middle)];
    }
    if (size(only) < 2) return undefined;
    const [left, right] = splitGroup(only, outbox.text(only)!);
    outbox.replace(only, [left, right]);
    return [[left], [right]];
  }
}
