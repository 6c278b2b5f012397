import type { DeadLetter, DestinationQueue, QueuedEvent } from "@peekjs/protocol";
import type { LoggedEvent } from "./event-index.ts";
import { EventLog } from "./event-log.ts";
import { WaitingList } from "./waiting-list.ts";

export interface DurableQueueOptions {
  directory: string;
  /** Events that may wait; beyond it new ones do not fit. */
  maxEvents: number;
  /** Bytes of payloads that may wait. */
  maxBytes: number;
  /** Dead letters kept, the oldest goes first. */
  maxDeadLetters: number;
  /** Told of damage, and when what was delivered cannot be forgotten: it is delivered again after a restart. */
  reportError: (error: unknown) => void;
}

const READ_AT_ONCE = 200;

/**
 * Events in a log on disk, in the order of their arrival. What was added is there when the process is killed, as is what was
 * taken; when the machine fails, what was synced.
 */
export class DurableQueue implements DestinationQueue {
  readonly #options: DurableQueueOptions;
  readonly #log: EventLog;
  readonly #waiting: WaitingList;
  readonly #taken = new Map<QueuedEvent, LoggedEvent>();
  /** Being read, to be taken. */
  readonly #taking = new Set<LoggedEvent>();
  /** Of those: erased meanwhile, and gone from the log. */
  readonly #erased = new Set<LoggedEvent>();
  #dead: LoggedEvent[];
  /** What waits, is taken, or is being added. */
  #events: number;
  #bytes: number;

  static async open(options: DurableQueueOptions): Promise<DurableQueue> {
    return new DurableQueue(options, await EventLog.open(options));
  }

  private constructor(options: DurableQueueOptions, log: EventLog) {
    this.#options = options;
    this.#log = log;
    const { events } = log;
    const waiting = events.filter(({ death }) => death === undefined);
    this.#waiting = new WaitingList(waiting);
    this.#dead = events
      .filter(({ death }) => death !== undefined)
      .sort((a, b) => a.death!.at - b.death!.at);
    this.#events = waiting.length;
    this.#bytes = bytesOf(waiting);
  }

  async add(events: readonly QueuedEvent[]): Promise<number> {
    const fitting = this.#reserve(events);
    if (fitting.length === 0) return 0;
    await this.#append(fitting, []);
    return fitting.length;
  }

  async take(most: number): Promise<QueuedEvent[]> {
    const logged = this.#waiting.take(most);
    for (const one of logged) this.#taking.add(one);
    try {
      const events = await this.#read(logged);
      const kept = new Set(this.#keep(logged));
      return events.filter((event, index) => {
        const one = logged[index]!;
        if (kept.has(one)) this.#taken.set(event, one);
        return kept.has(one);
      });
    } catch (error) {
      this.#waiting.putBack(this.#keep(logged));
      throw error;
    } finally {
      for (const one of logged) this.#taking.delete(one);
    }
  }

  putBack(events: readonly QueuedEvent[]): void {
    this.#waiting.putBack(this.#release(events));
  }

  async settle(events: readonly QueuedEvent[]): Promise<void> {
    const logged = this.#release(events);
    this.#free(logged);
    await this.#log.remove(logged).catch(this.#options.reportError);
  }

  async bury(letters: readonly DeadLetter[]): Promise<number> {
    const fresh = letters.filter(({ event }) => !this.#taken.has(event));
    const logged = letters.flatMap(({ event, reason, at }) => {
      const [known] = this.#release([event]);
      return known ? [Object.assign(known, { death: { reason, at } })] : [];
    });
    this.#free(logged);
    this.#dead.push(...logged);
    if (logged.length > 0) await this.#log.bury(logged).catch(this.#options.reportError);
    if (fresh.length > 0) await this.#buryNew(fresh);
    const gone = this.#dead.splice(
      0,
      Math.max(0, this.#dead.length - this.#options.maxDeadLetters),
    );
    if (gone.length > 0) await this.#log.remove(gone).catch(this.#options.reportError);
    return gone.length;
  }

  async deadLetters(): Promise<readonly DeadLetter[]> {
    const dead = [...this.#dead];
    const events = await this.#read(dead);
    return dead.map(({ death }, index) => ({ event: events[index]!, ...death! }));
  }

  async redrive(): Promise<number> {
    const dead = this.#dead;
    this.#dead = [];
    try {
      const fitting = this.#reserve(await this.#read(dead));
      this.#dead = [...dead.slice(fitting.length), ...this.#dead];
      if (fitting.length > 0) await this.#append(fitting, dead.slice(0, fitting.length));
      return fitting.length;
    } catch (error) {
      this.#dead = [...dead, ...this.#dead];
      throw error;
    }
  }

  size(): { events: number; bytes: number; dead: number } {
    return { events: this.#events, bytes: this.#bytes, dead: this.#dead.length };
  }

  /**
   * Forgets what waits or was given up and has such a payload. What is being sent is not called back, and neither sent again
   * nor kept as a dead letter.
   */
  async erase(isMeant: (json: string) => boolean): Promise<number> {
    const meant = new Set<LoggedEvent>();
    for (const [{ json }, event] of this.#taken) if (isMeant(json)) meant.add(event);
    const all = [...this.#waiting.all, ...this.#taking, ...this.#dead];
    for (let start = 0; start < all.length; start += READ_AT_ONCE) {
      const some = all.slice(start, start + READ_AT_ONCE);
      const payloads = await this.#log.read(some);
      some.forEach((event, index) => isMeant(payloads[index]!) && meant.add(event));
    }
    // Some may have been taken, or redriven, while the payloads were read.
    const waiting = this.#waiting.all.filter((event) => meant.has(event));
    const erased = [...waiting, ...this.#dead.filter((event) => meant.has(event))];
    this.#free(waiting);
    this.#waiting.remove(meant);
    this.#dead = this.#dead.filter((event) => !meant.has(event));
    const underWay = [...this.#taking, ...this.#taken.values()].filter((event) => meant.has(event));
    for (const event of underWay) this.#erased.add(event);
    const gone = [...erased, ...underWay];
    if (gone.length > 0) await this.#log.remove(gone);
    return erased.length;
  }

  /** Resolves when everything that was added is on the disk. */
  sync(): Promise<void> {
    return this.#log.sync();
  }

  close(): Promise<void> {
    return this.#log.close();
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

  /** What was refused before it was ever queued. */
  async #buryNew(letters: readonly DeadLetter[]): Promise<void> {
    const logged = await this.#log.add(letters.map(({ event }) => event));
    for (const [index, event] of logged.entries()) {
      const { reason, at } = letters[index]!;
      event.death = { reason, at };
    }
    this.#dead.push(...logged);
    await this.#log.bury(logged).catch(this.#options.reportError);
  }

  async #read(logged: readonly LoggedEvent[]): Promise<QueuedEvent[]> {
    const payloads = await this.#log.read(logged);
    return logged.map(({ id, bytes, expires }, i) => ({ id, json: payloads[i]!, bytes, expires }));
  }

  #release(events: readonly QueuedEvent[]): LoggedEvent[] {
    const logged = events.flatMap((event) => {
      const one = this.#taken.get(event);
      this.#taken.delete(event);
      return one ?? [];
    });
    return this.#keep(logged);
  }

  /** Those that were not erased while they were taken. */
  #keep(logged: readonly LoggedEvent[]): LoggedEvent[] {
    const erased = new Set(logged.filter((event) => this.#erased.delete(event)));
    this.#free([...erased]);
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
