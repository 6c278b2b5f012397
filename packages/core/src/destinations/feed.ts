import { PeekError, type DeadLetter, type DestinationStats } from "@peekjs/protocol";
import type { ObservedRequest } from "../pipeline/observed-request.ts";
import type { DestinationFlushResult } from "../client/peek.ts";
import { internalError } from "../diagnostics/report.ts";
import type { AbandonableFetch } from "./abandonable-fetch.ts";
import { addTo, givenUp, statsOf } from "./destination-stats.ts";
import type { DestinationView } from "./destination-view.ts";
import { EventFate } from "./event-fate.ts";
import { HandOver, type HandOverSettings } from "./hand-over.ts";

/** Milliseconds that a destination is left to say what it could not send. */
const MARGIN = 50;

export interface FeedSettings extends HandOverSettings {
  /** Those of the connection. */
  requests: AbandonableFetch;
}

/** What one destination is given, and asked. What it does wrong costs nobody else. */
export class Feed implements DestinationView {
  readonly name: string;
  readonly #settings: FeedSettings;
  readonly #handOver: HandOver;

  constructor(settings: FeedSettings) {
    this.name = settings.connection.name;
    this.#settings = settings;
    this.#handOver = new HandOver(settings);
  }

  addEvent(json: string): void {
    this.#handOver.addEvent({ json });
  }

  addRequest(request: ObservedRequest): void {
    if (this.#settings.connection.takesRequests !== false) this.#handOver.addRequest(request);
  }

  stats(): DestinationStats {
    const { waiting, dropped } = this.#handOver;
    return addTo(statsOf(this.#settings.connection), waiting, dropped);
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
    this.#handOver.addEvent({ json, onGiven: fate.onGiven });
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
    const sent = this.#handOver.run().then(() => send(Math.max(0, until - performance.now())));
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
}
