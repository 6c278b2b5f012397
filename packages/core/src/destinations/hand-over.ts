import type { DestinationConnection, EventSource, ProductEvent } from "@peekjs/protocol";
import type { ObservedRequest } from "../pipeline/observed-request.ts";
import type { Platform } from "../platform.ts";
import type { Report } from "../diagnostics/report.ts";
import { brokenDestination } from "./broken-destination.ts";
import { Backlog, type WaitingEvent } from "./backlog.ts";
import type { OutgoingRequests } from "./outgoing-requests.ts";

/** Events that are mapped and hashed in one turn of the event loop. */
const SLICE = 25;

export interface HandOverSettings {
  connection: DestinationConnection;
  source: EventSource;
  /** Records that may wait to be handed over. */
  maxBufferSize: number;
  outgoing: OutgoingRequests;
  platform: Pick<Platform, "schedule" | "nextTurn">;
  report: Report;
}

/** Brings what calls hand over into one destination's queue, off the request path. */
export class HandOver {
  /** By reason. */
  readonly dropped: Record<string, number> = {};
  readonly #settings: HandOverSettings;
  readonly #backlog: Backlog;
  #isScheduled = false;
  #work: Promise<void> | undefined;

  constructor(settings: HandOverSettings) {
    this.#settings = settings;
    this.#backlog = new Backlog(settings.maxBufferSize);
  }

  /** Records that wait. */
  get waiting(): number {
    return this.#backlog.length;
  }

  addEvent(event: WaitingEvent): void {
    if (this.#backlog.addEvent(event)) this.#schedule();
    else this.#drop("buffer_full", 1);
  }

  addRequest(request: ObservedRequest): void {
    if (this.#backlog.addRequest(request)) this.#schedule();
    else this.#drop("buffer_full", 1);
  }

  /** Resolves when nothing waits any more. */
  run(): Promise<void> {
    this.#work ??= this.#handOverAll().then(() => {
      this.#work = undefined;
      // What came after the last look.
      return this.#backlog.length > 0 ? this.run() : undefined;
    });
    return this.#work;
  }

  #schedule(): void {
    if (this.#isScheduled || this.#work !== undefined) return;
    this.#isScheduled = true;
    this.#settings.platform.schedule(() => {
      this.#isScheduled = false;
      void this.run();
    }, 0);
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
      const { connection, report } = this.#settings;
      const what = records === 1 ? "an event, which is" : `${records} events, which are`;
      const problem = `failed to take ${what} lost to it`;
      report(brokenDestination(connection.name, problem, error));
    }
  }

  #drop(reason: "buffer_full" | "enqueue_failed", records: number): void {
    this.dropped[reason] = (this.dropped[reason] ?? 0) + records;
  }
}

/** Each destination has a copy of its own: what it changes costs no other. */
function parse({ json }: WaitingEvent): ProductEvent {
  return JSON.parse(json) as ProductEvent;
}
