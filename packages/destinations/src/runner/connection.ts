import type {
  DeadLetter,
  DestinationConnection,
  DestinationFlush,
  DestinationHost,
  DestinationQueue,
  DestinationStats,
  EventSource,
  ProductEvent,
  QueuedEvent,
  RequestRecord,
} from "@peekjs/protocol";
import type { DestinationDefinition } from "../definition.ts";
import type { ResolvedOptions } from "../options.ts";
import { Circuit } from "./circuit.ts";
import { Deliverer } from "./deliverer.ts";
import { describeError } from "./exchange.ts";
import { Mapper, type Intake } from "./intake.ts";
import { MemoryQueue } from "./memory-queue.ts";
import { Pump } from "./pump.ts";
import { QUEUE_ADVICE, Reporter } from "./reporter.ts";
import { letter } from "./sort-outcomes.ts";
import { Tally } from "./tally.ts";
import { nextTurn, schedule } from "./timer.ts";

const FLUSH_TIMEOUT = 30_000;
const CLOSE_TIMEOUT = 5_000;

/** Events mapped in one turn of the event loop. */
const SLICE = 100;

/** One destination at work: filters, maps, queues, sends. */
export class Connection implements DestinationConnection {
  readonly name: string;
  readonly takesRequests: boolean;
  readonly memory: MemoryQueue | undefined;
  readonly #queue: DestinationQueue;
  readonly #isDurable: boolean;
  readonly #tally = new Tally();
  readonly #circuit: Circuit;
  readonly #mapper: Mapper;
  readonly #reporter: Reporter;
  readonly #deliverer: Deliverer;
  readonly #pump: Pump;
  /** No further request begins. */
  readonly #ending = new AbortController();
  /** What is under way is given up. */
  readonly #closing = new AbortController();

  constructor(
    definition: DestinationDefinition<unknown>,
    options: ResolvedOptions,
    host: DestinationHost,
  ) {
    this.name = options.name ?? definition.name;
    this.takesRequests = definition.mapRequest !== undefined;
    this.memory = host.queue === undefined ? new MemoryQueue(options) : undefined;
    this.#queue = host.queue ?? this.memory!;
    this.#isDurable = host.queue !== undefined;
    this.#circuit = new Circuit(options);
    const { marksUsers = this.#isDurable } = host;
    this.#mapper = new Mapper(definition, options, this.#tally, marksUsers);
    this.#reporter = new Reporter(this.name, definition.secrets ?? [], host.report);
    this.#deliverer = new Deliverer({
      definition,
      fetch: host.fetch ?? ((input, init) => fetch(input, init)),
      timeout: options.timeout,
      requestsPerSecond: options.requestsPerSecond,
      ending: this.#ending.signal,
      closing: this.#closing.signal,
      queue: this.#queue,
      circuit: this.#circuit,
      tally: this.#tally,
      reporter: this.#reporter,
    });
    this.#pump = new Pump({
      definition,
      flushInterval: options.flushInterval,
      ending: this.#ending.signal,
      queue: this.#queue,
      circuit: this.#circuit,
      deliverer: this.#deliverer,
      tally: this.#tally,
      reporter: this.#reporter,
    });
    this.#pump.wake();
  }

  async enqueue(events: readonly ProductEvent[], source: EventSource): Promise<void> {
    await this.#takeSlices(events, (slice) => this.#mapper.mapEvents(slice, source));
  }

  async enqueueRequests(requests: readonly RequestRecord[], source: EventSource): Promise<void> {
    await this.#takeSlices(requests, (slice) => this.#mapper.mapRequests(slice, source));
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
    if (pending > 0 && !this.#isDurable) {
      const advice = "Allow close() more time, or send through a collector, which keeps them.";
      this.#reporter.tell(
        "PEEK_W_DESTINATION_UNSENT",
        `was closed with ${pending} events unsent. ${advice}`,
      );
    }
    return { ...result, pending };
  }

  stats(): DestinationStats {
    const { events, dead } = this.#queue.size();
    const { accepted, filtered, delivered, attempts, dropped, omitted, lastFailure } = this.#tally;
    return {
      name: this.name,
      accepted,
      filtered,
      delivered,
      pending: events,
      dead,
      dropped: { ...dropped },
      attempts,
      omitted,
      circuit: this.#circuit.state(performance.now()),
      lastFailure,
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

  /** A little at a time: mapping and hashing many events at once would hold up everything else. */
  async #takeSlices<Input>(
    inputs: readonly Input[],
    map: (slice: readonly Input[]) => Intake,
  ): Promise<void> {
    for (let start = 0; start < inputs.length; start += SLICE) {
      if (start > 0) await nextTurn();
      await this.#take(map(inputs.slice(start, start + SLICE)));
    }
  }

  async #take({ queued, invalid }: Intake): Promise<void> {
    if (this.#ending.signal.aborted) {
      this.#tally.drop("closed", queued.length + invalid.length);
      return;
    }
    await this.#add(queued, queued.length + invalid.length);
    await this.#bury(invalid.map(({ event, reason }) => letter(event, reason)));
  }

  /** @param count of the events that come back when the queue fails: whoever hands over keeps them */
  async #add(queued: readonly QueuedEvent[], count: number): Promise<void> {
    if (queued.length === 0) return;
    try {
      this.#dropFull(queued.length - (await this.#queue.add(queued)));
    } catch (error) {
      this.#tally.accepted -= count;
      const problem = `could not queue ${count} events (${describeError(error)}). ${QUEUE_ADVICE}`;
      const failure = this.#reporter.error("PEEK_E_DESTINATION_QUEUE", problem, error);
      this.#tally.lastFailure = failure.message;
      throw failure;
    }
    this.#pump.wake();
  }

  /** What is refused anyway costs nobody else, though no dead letter can be kept of it. */
  async #bury(letters: readonly DeadLetter[]): Promise<void> {
    try {
      await this.#deliverer.bury(letters);
    } catch (error) {
      this.#tally.drop("dead_letters_failed", letters.length);
      const problem = `could not keep ${letters.length} dead letters (${describeError(error)}). ${QUEUE_ADVICE}`;
      this.#reporter.tell("PEEK_E_DESTINATION_QUEUE", problem);
    }
  }

  #dropFull(count: number): void {
    if (count === 0) return;
    this.#tally.drop("queue_full", count);
    this.#reporter.tell(
      "PEEK_W_DESTINATION_DROPPED",
      `dropped ${count} events: its queue is full. stats() has the totals.`,
    );
  }
}
