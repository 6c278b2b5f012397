import type { DestinationConnection } from "@peekjs/protocol";
import type { Outgoing } from "./outgoing.ts";

/** Records that are handed over together. */
const MOST_TOGETHER = 1_000;

interface Waiting {
  outgoing: Outgoing;
  done: () => void;
}

/** Hands batches to one destination, at its own pace: those that came meanwhile together. */
export class Lane {
  readonly connection: DestinationConnection;
  #waiting: Waiting[] = [];
  #isRunning = false;

  constructor(connection: DestinationConnection) {
    this.connection = connection;
  }

  /** Resolves when the batch is in the destination's queue. */
  push(outgoing: Outgoing): Promise<void> {
    return new Promise((done) => {
      this.#waiting.push({ outgoing, done });
      if (!this.#isRunning) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#waiting.length > 0) {
      const together = this.#waiting.splice(0, this.#countTogether());
      await this.#enqueue(together.map(({ outgoing }) => outgoing));
      for (const { done } of together) done();
    }
    this.#isRunning = false;
  }

  /** Of the batches at the head, those that have one source and are not too many. */
  #countTogether(): number {
    const { service, environment } = this.#waiting[0]!.outgoing.source;
    let records = 0;
    const end = this.#waiting.findIndex(({ outgoing: { source, events, requests } }) => {
      records += events.length + requests.length;
      const isOther = source.service !== service || source.environment !== environment;
      return isOther || records > MOST_TOGETHER;
    });
    return end === -1 ? this.#waiting.length : Math.max(1, end);
  }

  async #enqueue(batches: readonly Outgoing[]): Promise<void> {
    const { connection } = this;
    const { source } = batches[0]!;
    const events = batches.flatMap((batch) => batch.events);
    const requests = batches.flatMap((batch) => batch.requests);
    try {
      if (events.length > 0) await connection.enqueue(events, source);
      if (requests.length > 0 && connection.takesRequests !== false) {
        await connection.enqueueRequests(requests, source);
      }
    } catch {
      // A connection promises not to throw; one that does loses what it was given, and nobody else does.
    }
  }
}
