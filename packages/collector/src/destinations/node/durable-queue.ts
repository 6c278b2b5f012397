import {
  PeekError,
  type DeadLetter,
  type DestinationQueue,
  type QueuedEvent,
} from "@peekjs/protocol";
import { DeadLetters, toQueued, type DeadLettersOptions } from "./dead-letters.ts";
import type { Death, LoggedEvent } from "./event-index.ts";
import { EventLog } from "./event-log.ts";
import { findErasable, type IsMeant } from "./find-erasable.ts";
import { PendingRead, type ReadFailures } from "./pending-read.ts";
import { ReadAhead } from "./read-ahead.ts";
import { Repeats } from "./repeats.ts";
import { WaitingList } from "./waiting-list.ts";

export interface DurableQueueOptions extends DeadLettersOptions {
  directory: string;
  /** Events that may wait; beyond it new ones do not fit. */
  maxEvents: number;
  /** Bytes of payloads that may wait. */
  maxBytes: number;
  /** Told of damage, and when what was delivered cannot be forgotten: it is delivered again after a restart. */
  reportError: (error: unknown) => void;
  /** Whether events may come again that were added before; until `repeats` is told to forget them. Default: false. */
  isRecovering?: boolean | undefined;
}

/** Events looked at behind what the disk does not give. */
const MOST_LOOKED_AT = 1_000;

/**
 * Events in a log on disk, in the order of their arrival. What was added is there when the process is killed, as is what was
 * taken; when the machine fails, what was synced.
 */
export class DurableQueue implements DestinationQueue {
  readonly repeats: Repeats;
  readonly #options: DurableQueueOptions;
  readonly #log: EventLog;
  readonly #waiting: WaitingList;
  readonly #ahead: ReadAhead;
  readonly #dead: DeadLetters;
  readonly #taken = new Map<QueuedEvent, LoggedEvent>();
  /** Being read, to be taken. */
  readonly #taking = new Set<LoggedEvent>();
  /** Of those: erased meanwhile, and gone from the log. */
  readonly #erased = new Set<LoggedEvent>();
  readonly #failures: ReadFailures = new WeakMap();
  #last: Promise<unknown> = Promise.resolve();
  /** What waits, is taken, or is being added. */
  #events: number;
  #bytes: number;
  #erasures = 0;

  static async open(options: DurableQueueOptions): Promise<DurableQueue> {
    const { directory, reportError, isRecovering = false } = options;
    const repeats = new Repeats();
    const onFound = isRecovering ? (event: LoggedEvent) => repeats.note(event) : undefined;
    const log = await EventLog.open({ directory, reportError, onFound });
    return new DurableQueue(options, log, repeats);
  }

  private constructor(options: DurableQueueOptions, log: EventLog, repeats: Repeats) {
    this.#options = options;
    this.repeats = repeats;
    this.#log = log;
    const waiting = log.events.filter(({ death }) => death === undefined);
    this.#waiting = new WaitingList(waiting);
    this.#ahead = new ReadAhead((some) => log.read(some));
    this.#dead = new DeadLetters(log, options);
    this.#events = waiting.length;
    this.#bytes = bytesOf(waiting);
  }

  async add(events: readonly QueuedEvent[]): Promise<number> {
    const fresh = this.repeats.without(events);
    const fitting = this.#reserve(fresh);
    if (fitting.length > 0) await this.#append(fitting, []);
    const passedOver = events.length - fresh.length;
    this.repeats.countPassedOver(passedOver);
    return fitting.length + passedOver;
  }

  /** What can never be read again comes with an empty payload, to be given up; what cannot be read now waits on. */
  async take(most: number): Promise<QueuedEvent[]> {
    const looked: LoggedEvent[] = [];
    const read = new PendingRead(this.#failures);
    try {
      while (!read.isDone && looked.length < MOST_LOOKED_AT) {
        const logged = this.#waiting.take(most);
        if (logged.length === 0) break;
        looked.push(...logged);
        for (const one of logged) this.#taking.add(one);
        const payloads = await this.#ahead.read(logged, (some) => this.#waiting.first(some));
        read.add(logged, payloads);
      }
      const { payloads, later } = read.end();
      this.#waiting.putBack(this.#keep(later));
      const kept = this.#keep([...payloads.keys()]);
      return kept.map((one) => {
        const event = toQueued(one, payloads.get(one)!);
        this.#taken.set(event, one);
        return event;
      });
    } catch (error) {
      this.#waiting.putBack(this.#keep(looked));
      throw error;
    } finally {
      for (const one of looked) this.#taking.delete(one);
    }
  }

  putBack(
    events: readonly QueuedEvent[],
    { last = false }: { last?: boolean | undefined } = {},
  ): void {
    const kept = this.#keep(this.#release(events));
    if (last) this.#waiting.putLast(kept);
    else this.#waiting.putBack(kept);
  }

  /** The same with all that was taken. */
  putBackAll(): void {
    this.putBack([...this.#taken.keys()]);
  }

  async settle(events: readonly QueuedEvent[]): Promise<void> {
    const logged = this.#release(events);
    this.#free(logged);
    const kept = logged.filter((event) => !this.#erased.delete(event));
    await this.#log.remove(kept).catch((cause: unknown) => {
      const message = `What was delivered cannot be removed from the queue in ${this.#options.directory} (${String(cause)}): it goes out again if the collector is killed before there is room. Look at the disk.`;
      this.#options.reportError(new PeekError("PEEK_E_DESTINATION_QUEUE", message, { cause }));
    });
  }

  isErased(event: QueuedEvent): boolean {
    const logged = this.#taken.get(event);
    return logged !== undefined && this.#erased.has(logged);
  }

  async bury(letters: readonly DeadLetter[]): Promise<number> {
    const fresh = letters.filter(({ event }) => !this.#taken.has(event));
    const logged = letters.flatMap(({ event, reason, answer, at }) => {
      const [known] = this.#keep(this.#release([event]));
      return known ? [Object.assign(known, { death: { reason, answer, at } })] : [];
    });
    this.#free(logged);
    await this.#dead.keep(logged);
    await this.#dead.add(fresh);
    return this.#dead.trim();
  }

  /** The payload of one that cannot be read is empty. */
  deadLetters(): Promise<readonly DeadLetter[]> {
    return this.#dead.read();
  }

  /** What cannot be read stays a dead letter. */
  redrive(): Promise<number> {
    return this.#alone(async () => {
      const intact = await this.#dead.readIntact();
      const fitting = this.#reserve([...intact.values()]);
      const replaced = [...intact.keys()].slice(0, fitting.length);
      if (fitting.length > 0) await this.#append(fitting, replaced);
      this.#dead.remove(new Set(replaced));
      return fitting.length;
    });
  }

  size(): { events: number; bytes: number; dead: number; erased: number } {
    const { length: dead } = this.#dead;
    return { events: this.#events, bytes: this.#bytes, dead, erased: this.#erasures };
  }

  /**
   * Forgets what waits or was given up and has such a payload, and what was answered to any that were given up; leaves nothing
   * of it on the disk. What is being sent is not called back, and neither sent again nor kept as a dead letter.
   */
  erase(isMeant: IsMeant): Promise<number> {
    return this.#alone(() => this.#erase(isMeant));
  }

  /**
   * What waits, is being sent or was given up and has such a payload. A few payloads are in memory at a time.
   *
   * @throws what the disk says, when it does not give one
   */
  async *find(isMeant: IsMeant): AsyncGenerator<{ json: string; death: Death | undefined }> {
    const all = [...this.#waiting.all, ...this.#taking, ...this.#taken.values(), ...this.#dead.all];
    for await (const [event, payload] of this.#log.readAll(all)) {
      const { user, death } = event;
      if (typeof payload !== "string") {
        if (!payload.isDamaged && this.#log.has(event)) throw payload.cause;
      } else if (payload !== "" && isMeant(payload, user)) {
        yield { json: payload, death };
      }
    }
  }

  /** Resolves when everything that was added is on the disk. */
  sync(): Promise<void> {
    return this.#log.sync();
  }

  close(): Promise<void> {
    return this.#log.close();
  }

  async #erase(isMeant: IsMeant): Promise<number> {
    const all = [...this.#waiting.all, ...this.#taking, ...this.#dead.all];
    const underWayMeant = [...this.#taken].filter(([{ json, user }]) => isMeant(json, user));
    const { meant, failure } = await findErasable(this.#log, all, isMeant);
    for (const [, event] of underWayMeant) meant.add(event);
    // Some may have been taken while the payloads were read.
    const waiting = this.#waiting.all.filter((event) => meant.has(event));
    const erased = [...waiting, ...this.#dead.all.filter((event) => meant.has(event))];
    this.#free(waiting);
    this.#waiting.remove((event) => meant.has(event));
    this.#ahead.forget();
    this.#dead.remove(meant);
    // Of a request with several events, the answer to one may be about another.
    this.#dead.forgetAnswers();
    const underWay = [...this.#taking, ...this.#taken.values()].filter((event) => meant.has(event));
    for (const event of underWay) this.#erased.add(event);
    this.#erasures += erased.length;
    const gone = [...erased, ...underWay];
    if (gone.length > 0) await this.#log.remove(gone);
    if (failure !== undefined) throw failure.cause;
    await this.#log.compact();
    return erased.length;
  }

  /** One after the other: what is redriven is for a moment neither waiting nor a dead letter. */
  #alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Room for as many as fit, counted from the first. */
  #reserve(events: readonly QueuedEvent[]): QueuedEvent[] {
    const { maxEvents, maxBytes } = this.#options;
    const fitting: QueuedEvent[] = [];
    for (const event of events) {
      if (this.#events >= maxEvents || this.#bytes + event.bytes > maxBytes) break;
      fitting.push(event);
      this.#events++;
      this.#bytes += event.bytes;
    }
    return fitting;
  }

  async #append(events: readonly QueuedEvent[], replaced: readonly LoggedEvent[]): Promise<void> {
    try {
      const logged = await this.#log.add(events, replaced);
      this.#waiting.push(logged);
    } catch (error) {
      this.#free(events);
      throw error;
    }
  }

  #release(events: readonly QueuedEvent[]): LoggedEvent[] {
    return events.flatMap((event) => {
      const one = this.#taken.get(event);
      this.#taken.delete(event);
      return one ?? [];
    });
  }

  /** Those that were not erased while they were taken. */
  #keep(logged: readonly LoggedEvent[]): LoggedEvent[] {
    const erased = new Set(logged.filter((event) => this.#erased.delete(event)));
    this.#free([...erased]);
    this.#erasures += erased.size;
    return logged.filter((event) => !erased.has(event));
  }

  #free(events: readonly { bytes: number }[]): void {
    this.#events -= events.length;
    this.#bytes -= bytesOf(events);
  }
}

function bytesOf(events: readonly { bytes: number }[]): number {
  return events.reduce((sum, { bytes }) => sum + bytes, 0);
}
