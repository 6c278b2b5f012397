import {
  PeekError,
  type Destination,
  type DestinationConnection,
  type ListedDestination,
} from "@peekjs/protocol";
import { Counts } from "./counts.ts";
import type { DestinationPlace, DestinationStorage, QueueRepeats } from "./storage.ts";

/** Milliseconds beyond its time that a connection has to say that it is closed. */
const MARGIN = 5_000;

/** Milliseconds, as of a connection's `close`. */
export interface CloseOptions {
  timeout: number;
  grace?: number | undefined;
}

/** A destination at work, on the place that it is lent. */
export class ConnectedDestination {
  readonly destination: Destination;
  readonly connection: DestinationConnection;
  readonly #place: DestinationPlace | undefined;
  readonly #counts: Counts;
  /** Of the queue, before it was lent. */
  readonly #passedOverBefore: number;
  /** It may be about a user who was erased. */
  #hiddenAnswer: string | undefined;
  /** The counts that rest, as JSON. */
  #saved: string | undefined;
  #saving: Promise<void> = Promise.resolve();

  /** @throws what its place or its own code throws */
  static async open(
    destination: Destination,
    storage: DestinationStorage | undefined,
    report: (error: unknown) => void,
  ): Promise<ConnectedDestination> {
    const place = await storage?.host(destination.name, destination.kind);
    try {
      const before = await place?.counts?.read();
      const { queue, fetch } = place ?? {};
      const connection = destination.connect({ queue, fetch, report, marksUsers: true });
      const counts = new Counts(before, connection.stats(), Date.now());
      return new ConnectedDestination(destination, connection, place, counts);
    } catch (error) {
      await place?.close?.();
      throw error;
    }
  }

  private constructor(
    destination: Destination,
    connection: DestinationConnection,
    place: DestinationPlace | undefined,
    counts: Counts,
  ) {
    this.destination = destination;
    this.connection = connection;
    this.#place = place;
    this.#counts = counts;
    this.#passedOverBefore = place?.repeats?.passedOver ?? 0;
  }

  get repeats(): QueueRepeats | undefined {
    return this.#place?.repeats;
  }

  stats(): ListedDestination {
    const total = this.#counts.total(this.connection.stats());
    // What was accepted before a crash is accepted no second time.
    const passedOver = (this.repeats?.passedOver ?? 0) - this.#passedOverBefore;
    const accepted = total.accepted - passedOver;
    const { lastAnswer: answer } = total;
    const lastAnswer = answer === this.#hiddenAnswer ? undefined : answer;
    return { ...total, accepted, lastAnswer };
  }

  /** Tells no more what the destination said so far: it may repeat what it was sent. */
  hideLastAnswer(): void {
    this.#hiddenAnswer = this.connection.stats().lastAnswer;
  }

  /** Writes the counts down, where they have changed and there is a place for them. */
  save(): Promise<void> {
    const saved = this.#saving.then(() => this.#save());
    this.#saving = saved.catch(() => undefined);
    return saved;
  }

  /** What is not sent by then stays in the queue. */
  async close(options: CloseOptions): Promise<void> {
    try {
      await this.#closeConnection(options);
      await this.save();
    } finally {
      await this.#place?.close?.();
    }
  }

  /** One of somebody's own that never closes must not hold up those that wait for it. */
  async #closeConnection({ timeout, grace = 0 }: CloseOptions): Promise<void> {
    const { name } = this.destination;
    const message = `The destination "${name}" does not close. It is left alone; what waits for it stays where it is.`;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      const fail = (): void => reject(new PeekError("PEEK_E_DESTINATION_BROKEN", message));
      timer = setTimeout(fail, timeout + grace + MARGIN);
    });
    const closed = this.connection.close({ timeout, grace });
    await Promise.race([closed, late]).finally(() => clearTimeout(timer));
  }

  async #save(): Promise<void> {
    const { counts } = this.#place ?? {};
    if (counts === undefined) return;
    // What a vendor says may repeat what was sent, and rests nowhere but with what was refused.
    const { lastFailure: _, lastAnswer: __, ...numbers } = this.stats();
    const json = JSON.stringify(numbers);
    if (json === this.#saved) return;
    await counts.write(numbers);
    this.#saved = json;
  }
}
