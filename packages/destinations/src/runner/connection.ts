import type {
  DeadLetter,
  DestinationConnection,
  DestinationFlush,
  DestinationHost,
  DestinationQueue,
  DestinationStats,
  EventSource,
  OutgoingRequest,
  ProductEvent,
} from "@peekjs/protocol";
import type { DestinationDefinition } from "../definition.ts";
import type { ResolvedOptions } from "../options.ts";
import { Circuit } from "./circuit.ts";
import { Deliverer } from "./deliverer.ts";
import { Disposal } from "./disposal.ts";
import { Entrance } from "./entrance.ts";
import { Failures } from "./failures.ts";
import { Mapper } from "./intake.ts";
import { MemoryQueue } from "./memory-queue.ts";
import { Pump } from "./pump.ts";
import { Reporter } from "./reporter.ts";
import { Supply } from "./supply.ts";
import { Tally } from "./tally.ts";
import { schedule } from "./timer.ts";

const FLUSH_TIMEOUT = 30_000;
const CLOSE_TIMEOUT = 5_000;

/** One destination at work: filters, maps, queues, sends. */
export class Connection implements DestinationConnection {
  readonly name: string;
  readonly takesRequests: boolean;
  readonly memory: MemoryQueue | undefined;
  readonly #queue: DestinationQueue;
  /** Of the queue, before it was lent. */
  readonly #erasedBefore: number;
  readonly #tally = new Tally();
  readonly #circuit: Circuit;
  readonly #reporter: Reporter;
  readonly #pump: Pump;
  readonly #entrance: Entrance;
  /** No further request begins. */
  readonly #ending = new AbortController();
  /** What is under way is given up. */
  readonly #closing = new AbortController();

  constructor(
    definition: DestinationDefinition<unknown>,
    options: ResolvedOptions,
    host: DestinationHost,
  ) {
    const { fetch: hostFetch, marksUsers = host.queue !== undefined } = host;
    const { name = definition.name } = options;
    this.name = name;
    this.takesRequests = definition.mapRequest !== undefined;
    this.memory = host.queue === undefined ? new MemoryQueue(options) : undefined;
    this.#queue = host.queue ?? this.memory!;
    this.#erasedBefore = this.#queue.size().erased ?? 0;
    this.#circuit = new Circuit(options);
    this.#reporter = new Reporter(name, definition.secrets ?? [], host.report);
    const parts = {
      ...options,
      definition,
      fetch: hostFetch ?? ((input, init) => fetch(input, init)),
      ending: this.#ending.signal,
      closing: this.#closing.signal,
      queue: this.#queue,
      circuit: this.#circuit,
      failures: new Failures(options),
      tally: this.#tally,
      reporter: this.#reporter,
    } as const;
    const disposal = new Disposal(parts);
    const deliverer = new Deliverer({ ...parts, disposal });
    const supply = new Supply({ ...parts, disposal });
    this.#pump = new Pump({ ...parts, supply, deliverer });
    const mapper = new Mapper(definition, options, this.#tally, marksUsers);
    this.#entrance = new Entrance({ ...parts, mapper, pump: this.#pump, disposal });
    this.#pump.wake();
  }

  enqueue(
    events: readonly ProductEvent[],
    source: EventSource,
  ): Promise<readonly (string | undefined)[]> {
    return this.#entrance.takeEvents(events, source);
  }

  async enqueueRequests(requests: readonly OutgoingRequest[], source: EventSource): Promise<void> {
    await this.#entrance.takeRequests(requests, source);
  }

  async flush({
    timeout = FLUSH_TIMEOUT,
  }: { timeout?: number | undefined } = {}): Promise<DestinationFlush> {
    const before = this.#tally.delivered;
    await this.#pump.drain(timeout);
    return { delivered: this.#tally.delivered - before, pending: this.#queue.size().events };
  }

  async close({
    timeout = CLOSE_TIMEOUT,
    grace = 0,
  }: {
    timeout?: number | undefined;
    grace?: number | undefined;
  } = {}): Promise<DestinationFlush> {
    const result = await this.flush({ timeout });
    this.#ending.abort();
    const cancel = schedule(() => this.#closing.abort(), grace);
    if (grace === 0) this.#closing.abort();
    await this.#pump.end();
    cancel();
    this.#closing.abort();
    const { events: pending } = this.#queue.size();
    if (pending > 0 && this.memory !== undefined) {
      const advice = "Allow close() more time, or send through a collector, which keeps them.";
      this.#reporter.tell(
        "PEEK_W_DESTINATION_UNSENT",
        `was closed with ${pending} events unsent. ${advice}`,
      );
    }
    return { ...result, pending };
  }

  stats(): DestinationStats {
    const { events, dead, erased = 0 } = this.#queue.size();
    const { accepted, filtered, delivered, attempts, omitted, lastFailure } = this.#tally;
    const dropped = { ...this.#tally.dropped };
    if (erased > this.#erasedBefore) dropped["erased"] = erased - this.#erasedBefore;
    return {
      name: this.name,
      accepted,
      filtered,
      delivered,
      pending: events,
      dead,
      dropped,
      attempts,
      omitted,
      circuit: this.#circuit.state(performance.now()),
      lastFailure: lastFailure?.reason,
      lastAnswer: lastFailure?.answer,
    };
  }

  async deadLetters(): Promise<readonly DeadLetter[]> {
    return this.#queue.deadLetters();
  }

  async redrive(): Promise<number> {
    const count = await this.#queue.redrive();
    this.#pump.wake();
    return count;
  }
}
