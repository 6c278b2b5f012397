import {
  PeekError,
  type DeadLetter,
  type DestinationConnection,
  type DestinationStats,
  type EventSource,
  type ProductEvent,
} from "@peekjs/protocol";
import type { ObservedRequest } from "../observed-request.ts";
import type { DestinationFlushResult } from "../peek.ts";
import type { Platform } from "../platform.ts";
import { internalError, type Report } from "../report.ts";
import type { AbandonableFetch } from "./abandonable-fetch.ts";
import { Backlog, type WaitingEvent } from "./backlog.ts";
import { addTo, givenUp, statsOf } from "./destination-stats.ts";
import type { DestinationView } from "./destination-view.ts";
import { EventFate } from "./event-fate.ts";
import type { OutgoingRequests } from "./outgoing-requests.ts";

/** Events that are mapped and hashed in one turn of the event loop. */
const SLICE = 25;
/** Milliseconds that a destination is left to say what it could not send. */
const MARGIN = 50;

export interface FeedSettings {
  connection: DestinationConnection;
  /** Those of the connection. */
  requests: AbandonableFetch;
  source: EventSource;
  /** Records that may wait to be handed over. */
  maxBufferSize: number;
  outgoing: OutgoingRequests;
  platform: Pick<Platform, "schedule" | "nextTurn">;
  report: Report;
}

/** Hands to one destination what calls hand over, off the request path. What it does wrong costs nobody else. */
export class Feed implements DestinationView {
  readonly name: string;
  readonly #settings: FeedSettings;
  readonly #backlog: Backlog;
  readonly #dropped: Record<string, number> = {};
  #isScheduled = false;
  #work: Promise<void> | undefined;

  constructor(settings: FeedSettings) {
    this.name = settings.connection.name;
    this.#settings = settings;
    this.#backlog = new Backlog(settings.maxBufferSize);
  }

  addEvent(json: string, onGiven?: WaitingEvent["onGiven"]): void {
    if (this.#backlog.addEvent({ json, onGiven })) this.#schedule();
    else this.#drop("buffer_full", 1);
  }

  addRequest(request: ObservedRequest): void {
    if (this.#settings.connection.takesRequests === false) return;
    if (this.#backlog.addRequest(request)) this.#schedule();
    else this.#drop("buffer_full", 1);
  }

  stats(): DestinationStats {
    return addTo(statsOf(this.#settings.connection), this.#backlog.length, this.#dropped);
  }

  deadLetters(): Promise<readonly DeadLetter[]> {
    return this.#settings.connection.deadLetters();
  }

  redrive(): Promise<number> {
    return this.#settings.connection.redrive();
  }

  flush(timeout: number): Promise<DestinationFlushResult> {
    this.#settings.requests.goOn();
    return this.#flush(timeout);
  }

  /**
   * Adds an event, and flushes where the destination takes it.
   *
   * @returns whether it is delivered; undefined when the destination does not take it
   */
  async deliverEvent(json: string, timeout: number): Promise<boolean | undefined> {
    const { connection, requests } = this.#settings;
    requests.goOn();
    const fate = new EventFate(connection);
    this.addEvent(json, fate.onGiven);
    await this.#within(timeout, async (left) => {
      if (fate.isTaken) await connection.flush({ timeout: left });
    });
    return fate.isDelivered();
  }

  /** Flushes, and says what is lost with the process unless something else keeps it alive. */
  async flushAtEnd(timeout: number): Promise<void> {
    const { pending } = await this.#flush(timeout);
    if (pending === 0) return;
    this.#settings.requests.abandon(new Error("the process ends"));
    const message = `The destination "${this.name}" has ${pending} events unsent at the end of the process. Await shutdown() with more time, or send through a collector, which keeps them.`;
    this.#settings.report(new PeekError("PEEK_W_DESTINATION_UNSENT", message));
  }

  close(timeout: number): Promise<DestinationFlushResult> {
    this.#settings.requests.goOn();
    return this.#within(timeout, (left) => this.#settings.connection.close({ timeout: left }));
  }

  #flush(timeout: number): Promise<DestinationFlushResult> {
    return this.#within(timeout, (left) => this.#settings.connection.flush({ timeout: left }));
  }

  /** Hands over, then sends; at the end of the time that is given up, whatever a destination does. */
  async #within(
    timeout: number,
    send: (left: number) => Promise<unknown>,
  ): Promise<DestinationFlushResult> {
    const before = this.stats();
    const until = performance.now() + timeout - Math.min(MARGIN, timeout / 10);
    let cancel: (() => void) | undefined;
    const expired = new Promise<void>((resolve) => {
      cancel = this.#settings.platform.schedule(resolve, timeout);
    });
    const sent = this.#handOver().then(() => send(Math.max(0, until - performance.now())));
    try {
      await Promise.race([sent, expired]);
    } catch (error) {
      this.#settings.report(internalError(error));
    } finally {
      cancel?.();
      // Whoever waited is gone.
      sent.catch(() => undefined);
    }
    const after = this.stats();
    return {
      delivered: after.delivered - before.delivered,
      pending: after.pending,
      dropped: Math.max(0, givenUp(after) - givenUp(before)),
    };
  }

  #schedule(): void {
    if (this.#isScheduled || this.#work !== undefined) return;
    this.#isScheduled = true;
    this.#settings.platform.schedule(() => {
      this.#isScheduled = false;
      void this.#handOver();
    }, 0);
  }

  #handOver(): Promise<void> {
    this.#work ??= this.#handOverAll().finally(() => {
      this.#work = undefined;
      // What came after the last look.
      if (this.#backlog.length > 0) this.#schedule();
    });
    return this.#work;
  }

  async #handOverAll(): Promise<void> {
    const { connection, outgoing, source, platform } = this.#settings;
    while (this.#backlog.length > 0) {
      const { events, requests } = this.#backlog.take(SLICE);
      if (events.length > 0) await this.#try(events.length, () => this.#enqueue(events));
      if (requests.length > 0) {
        await this.#try(requests.length, () =>
          connection.enqueueRequests(outgoing.prepare(requests), source),
        );
      }
      await platform.nextTurn();
    }
  }

  async #enqueue(events: readonly WaitingEvent[]): Promise<void> {
    const { connection, source } = this.#settings;
    const ids = await connection.enqueue(events.map(parse), source);
    for (const [index, { onGiven }] of events.entries()) onGiven?.(ids[index]);
  }

  async #try(records: number, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#drop("enqueue_failed", records);
      this.#settings.report(
        new PeekError(
          "PEEK_E_DESTINATION_BROKEN",
          `The destination "${this.name}" failed to take ${records} events, which are lost to it: ${internalError(error).message}`,
          { cause: error },
        ),
      );
    }
  }

  #drop(reason: string, records: number): void {
    this.#dropped[reason] = (this.#dropped[reason] ?? 0) + records;
  }
}

/** Each destination has a copy of its own: what it changes costs no other. */
function parse({ json }: WaitingEvent): ProductEvent {
  return JSON.parse(json) as ProductEvent;
}
