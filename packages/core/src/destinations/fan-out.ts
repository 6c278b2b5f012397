import type { Diagnostic, Sdk } from "@peekjs/protocol";
import type { DropReason } from "../pipeline/drop-reason.ts";
import type { ObservedRequest } from "../pipeline/observed-request.ts";
import type { DestinationFlushResult, FlushResult, PeekStats } from "../client/peek.ts";
import type { Recipient } from "../pipeline/recipient.ts";
import type { DestinationView } from "./destination-view.ts";
import type { Feed } from "./feed.ts";

export interface FanOutSettings {
  /** What goes to a collector, or stands where one would be. */
  collector: Recipient;
  hasCollector: boolean;
  feeds: readonly Feed[];
  /** Share of single requests that is kept. */
  sampleRate: number;
}

/** Gives records to a collector and to each destination: none waits for, or suffers from, another. */
export class FanOut implements Recipient {
  readonly destinations: ReadonlyMap<string, DestinationView>;
  readonly #settings: FanOutSettings;
  readonly #collector: Recipient;
  readonly #feeds: readonly Feed[];
  #closed = false;

  constructor(settings: FanOutSettings) {
    this.#settings = settings;
    this.#collector = settings.collector;
    this.#feeds = settings.feeds;
    this.destinations = new Map(this.#feeds.map((feed) => [feed.name, feed]));
  }

  get pendingCount(): number {
    return this.#collector.pendingCount;
  }

  stats(): PeekStats {
    const destinations = this.#feeds.map((feed) => [feed.name, feed.stats()] as const);
    return { ...this.#collector.stats(), destinations: Object.fromEntries(destinations) };
  }

  wallTime(monotonic: number): number {
    return this.#collector.wallTime(monotonic);
  }

  accept(request: ObservedRequest): void {
    // A collector's pipeline names and cuts its own; destinations are to get the request as it came.
    this.#collector.accept({ ...request });
    const { sampleRate } = this.#settings;
    if (this.#closed || (sampleRate < 1 && Math.random() >= sampleRate)) return;
    for (const feed of this.#feeds) feed.addRequest(request);
  }

  acceptEvent(json: string): boolean {
    const isTaken = this.#collector.acceptEvent(json);
    if (this.#closed) return false;
    for (const feed of this.#feeds) feed.addEvent(json);
    return isTaken;
  }

  async deliverEvent(json: string, timeout: number): Promise<boolean> {
    if (this.#settings.hasCollector) return this.#deliverToCollector(json, timeout);
    if (!this.#collector.acceptEvent(json)) return false;
    const results = await Promise.all(this.#feeds.map((feed) => feed.deliverEvent(json, timeout)));
    const takers = results.filter((isDelivered) => isDelivered !== undefined);
    return takers.length > 0 && takers.every(Boolean);
  }

  refuse(reason: DropReason): void {
    this.#collector.refuse(reason);
  }

  mounted(sdk: Sdk): void {
    this.#collector.mounted(sdk);
  }

  diagnose(diagnostic: Diagnostic): void {
    this.#collector.diagnose(diagnostic);
  }

  async sendWithin(timeout: number): Promise<void> {
    await Promise.all([
      this.#collector.sendWithin(timeout),
      ...this.#feeds.map((feed) => feed.flush(timeout)),
    ]);
  }

  flush(timeout: number): Promise<FlushResult> {
    return this.#settle(this.#collector.flush(timeout), (feed) => feed.flush(timeout));
  }

  async flushAtEnd(timeout: number): Promise<void> {
    await Promise.all([
      this.#collector.flushAtEnd(timeout),
      ...this.#feeds.map((feed) => feed.flushAtEnd(timeout)),
    ]);
  }

  writeAll(): void {
    this.#collector.writeAll();
  }

  shutdown(timeout: number): Promise<FlushResult> {
    this.#closed = true;
    return this.#settle(this.#collector.shutdown(timeout), (feed) => feed.close(timeout));
  }

  #deliverToCollector(json: string, timeout: number): Promise<boolean> {
    const delivered = this.#collector.deliverEvent(json, timeout);
    if (!this.#closed) for (const feed of this.#feeds) feed.addEvent(json);
    return delivered;
  }

  async #settle(
    collected: Promise<FlushResult>,
    end: (feed: Feed) => Promise<DestinationFlushResult>,
  ): Promise<FlushResult> {
    const ended = this.#feeds.map(async (feed) => [feed.name, await end(feed)] as const);
    const [result, destinations] = await Promise.all([collected, Promise.all(ended)]);
    return { ...result, destinations: Object.fromEntries(destinations) };
  }
}
