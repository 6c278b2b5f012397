import type { DeadLetter, QueuedEvent } from "@peekjs/protocol";
import type { LoggedEvent } from "./event-index.ts";
import type { EventLog } from "./event-log.ts";

export interface DeadLettersOptions {
  /** Dead letters kept, the oldest goes first. */
  maxDeadLetters: number;
  /** Told when one cannot be kept or forgotten: after a restart it waits, or is there, again. */
  reportError: (error: unknown) => void;
}

/** Events of a queue that were given up, and stay in its log. */
export class DeadLetters {
  readonly #log: EventLog;
  readonly #options: DeadLettersOptions;
  #events: LoggedEvent[];

  /** @param options may have others too */
  constructor(log: EventLog, options: DeadLettersOptions) {
    this.#log = log;
    this.#options = options;
    this.#events = log.events
      .filter(({ death }) => death !== undefined)
      .sort((a, b) => a.death!.at - b.death!.at);
  }

  get length(): number {
    return this.#events.length;
  }

  /** The oldest first. */
  get all(): readonly LoggedEvent[] {
    return this.#events;
  }

  /** Keeps events that have a death by now. */
  async keep(events: readonly LoggedEvent[]): Promise<void> {
    this.#events.push(...events);
    if (events.length > 0) await this.#log.bury(events).catch(this.#options.reportError);
  }

  /** Keeps what was refused before it was ever queued. */
  async add(letters: readonly DeadLetter[]): Promise<void> {
    if (letters.length === 0) return;
    const events = await this.#log.add(letters.map(({ event }) => event));
    for (const [index, event] of events.entries()) {
      const { reason, answer, at } = letters[index]!;
      event.death = { reason, answer, at };
    }
    await this.keep(events);
  }

  /** Forgets the oldest beyond as many as are kept; returns how many. */
  async trim(): Promise<number> {
    const { maxDeadLetters, reportError } = this.#options;
    const gone = this.#events.splice(0, Math.max(0, this.#events.length - maxDeadLetters));
    if (gone.length > 0) await this.#log.remove(gone).catch(reportError);
    return gone.length;
  }

  /** The payload of one that cannot be read is empty. */
  async read(): Promise<readonly DeadLetter[]> {
    const events = [...this.#events];
    const intact = await this.readIntact();
    return events.map((one) => ({ event: intact.get(one) ?? toQueued(one, ""), ...one.death! }));
  }

  /** Those that can be read, as they were queued. */
  async readIntact(): Promise<Map<LoggedEvent, QueuedEvent>> {
    const events = [...this.#events];
    const payloads = await this.#log.read(events);
    const intact = new Map<LoggedEvent, QueuedEvent>();
    for (const [index, event] of events.entries()) {
      const payload = payloads[index]!;
      if (typeof payload === "string") intact.set(event, toQueued(event, payload));
    }
    return intact;
  }

  /** Forgets what was answered; it is gone from the disk once the log is compacted. */
  forgetAnswers(): void {
    for (const event of this.#events) {
      const { reason, at } = event.death!;
      event.death = { reason, at };
    }
  }

  /** Counts events no longer among them; the log is not told. */
  remove(events: ReadonlySet<LoggedEvent>): void {
    this.#events = this.#events.filter((event) => !events.has(event));
  }
}

/** An event of a log, as a queue gives it out. */
export function toQueued({ id, bytes, expires, user }: LoggedEvent, json: string): QueuedEvent {
  return { id, json, bytes, expires, user };
}
