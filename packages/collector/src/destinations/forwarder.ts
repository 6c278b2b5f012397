import type {
  AppendResult,
  Destination,
  DestinationConnection,
  ListedDestination,
} from "@peekjs/protocol";
import { PeekError, StoreBusyError } from "@peekjs/protocol";
import type { ReadBatch } from "../ingest/keep-batch.ts";
import { ConnectedDestination } from "./connected-destination.ts";
import { CountsKeeper } from "./counts-keeper.ts";
import { HeldBack, pushToAll } from "./held-back.ts";
import { Lane } from "./lane.ts";
import { countRecords, OutgoingBatch, type Outgoing } from "./outgoing.ts";
import type { DestinationStorage, OutboxEntry } from "./storage.ts";

/** Records on their way into queues: beyond it, clients are asked to come back later. */
const MOST_RECORDS = 100_000;

/** Milliseconds that a destination has to send what waits when the collector closes. */
const CLOSE_TIMEOUT = { durable: 1_000, memory: 5_000 };

export interface ForwarderOptions {
  destinations: readonly Destination[];
  storage: DestinationStorage | undefined;
  reportError: (error: unknown) => void;
}

/** A batch that destinations are to have, between its arrival and the store's answer. */
export interface Handover {
  /** Resolves when the batch is safe on disk, or cannot be made so; never rejects. */
  synced: Promise<void>;
  /** The store has it: what is new in it goes on. */
  commit(result: AppendResult): void;
  /** The store does not: nothing does. */
  cancel(): void;
}

/** Passes on what a collector accepts. What happens at one destination holds up neither another nor ingest. */
export class Forwarder {
  readonly #options: ForwarderOptions;
  readonly #withRequests: Promise<boolean>;
  readonly #lanes: Promise<readonly Lane[]>;
  readonly #heldBack: HeldBack;
  #records = 0;
  #connected: readonly ConnectedDestination[] = [];
  readonly #counts: CountsKeeper;
  #isClosing = false;
  readonly #underWay = new Set<Promise<void>>();

  /** @throws {@link PeekError} `PEEK_E_DESTINATION_OPTION` when two destinations have the same name */
  constructor(options: ForwarderOptions) {
    this.#options = options;
    this.#heldBack = new HeldBack(options.reportError);
    const names = options.destinations.map(({ name }) => name);
    const repeated = names.find((name, index) => names.indexOf(name) !== index);
    if (repeated !== undefined) {
      const message = `Two destinations are called "${repeated}". Give one of them another name.`;
      throw new PeekError("PEEK_E_DESTINATION_OPTION", message);
    }
    this.#counts = new CountsKeeper(() => this.#connected, options.reportError);
    this.#lanes = this.#connect();
    this.#withRequests = this.#lanes.then((lanes) =>
      lanes.some(({ connection }) => connection.takesRequests !== false),
    );
    this.#track(this.#recover());
  }

  /** Those that are connected. */
  get connections(): readonly DestinationConnection[] {
    return this.#connected.map(({ connection }) => connection);
  }

  /** How they fare. */
  stats(): ListedDestination[] {
    return this.#connected.map((one) => one.stats());
  }

  /**
   * Makes safe what of a batch goes on, before the store is asked: whatever the store then has, destinations get.
   *
   * @throws {@link StoreBusyError} when more comes in than can be mapped and queued
   */
  async prepare(batch: ReadBatch["batch"]): Promise<Handover | undefined> {
    const outgoing = new OutgoingBatch(batch, await this.#withRequests);
    if (outgoing.isEmpty) return undefined;
    if (this.#records >= MOST_RECORDS) {
      const message = `${this.#records} records are on their way to destinations.`;
      throw new StoreBusyError(message, 1);
    }
    const entry = await this.#keep(outgoing.all());
    return {
      synced: this.#sync(entry),
      commit: (result) => this.#track(this.#handOver(outgoing.fresh(result), entry)),
      cancel: () => this.#track(this.#forget(entry)),
    };
  }

  /** Forgets what is kept on its way of a user. Resolves with how many events. */
  async erase(ids: readonly string[]): Promise<number> {
    return (await this.#options.storage?.erase(ids)) ?? 0;
  }

  /** What is accepted from now on, or still held back, waits in the outbox for the next start. */
  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#lanes;
    const timeout = this.#options.storage ? CLOSE_TIMEOUT.durable : CLOSE_TIMEOUT.memory;
    await Promise.all(this.#underWay);
    await this.#heldBack.close();
    this.#counts.close();
    await Promise.all(this.#connected.map((one) => one.close(timeout)));
  }

  #track(work: Promise<void>): void {
    this.#underWay.add(work);
    void work.finally(() => this.#underWay.delete(work));
  }

  async #connect(): Promise<readonly Lane[]> {
    const { destinations, storage, reportError } = this.#options;
    const connecting = destinations.map(async (destination) => {
      try {
        return [await ConnectedDestination.open(destination, storage, reportError)];
      } catch (error) {
        reportError(error);
        return [];
      }
    });
    this.#connected = (await Promise.all(connecting)).flat();
    return this.#connected.map(({ connection }) => new Lane(connection, reportError));
  }

  /** What waited in the outbox when the process before died. */
  async #recover(): Promise<void> {
    const { storage, reportError } = this.#options;
    try {
      for await (const { entry, outgoing } of storage?.outbox.recover() ?? []) {
        await this.#handOver(outgoing, entry);
      }
    } catch (error) {
      reportError(error);
    }
  }

  async #keep(outgoing: Outgoing): Promise<OutboxEntry | undefined> {
    try {
      return await this.#options.storage?.outbox.add(outgoing);
    } catch (error) {
      this.#options.reportError(error);
      return undefined;
    }
  }

  async #sync(entry: OutboxEntry | undefined): Promise<void> {
    if (entry === undefined) return;
    await this.#options.storage?.outbox.sync().catch(this.#options.reportError);
  }

  /** An entry stays until every destination has what is in it. */
  async #handOver(outgoing: Outgoing, entry: OutboxEntry | undefined): Promise<void> {
    const count = countRecords(outgoing);
    this.#records += count;
    const lanes = await this.#lanes;
    if (this.#isClosing && entry !== undefined) return;
    const failed = count > 0 ? await pushToAll(lanes, outgoing) : [];
    this.#records -= count;
    const done = (): Promise<void> => this.#forget(entry);
    if (failed.length > 0 && this.#heldBack.hold({ outgoing, lanes: failed, done })) return;
    await done();
  }

  async #forget(entry: OutboxEntry | undefined): Promise<void> {
    if (entry === undefined) return;
    await this.#options.storage?.outbox.remove(entry).catch(this.#options.reportError);
  }
}
