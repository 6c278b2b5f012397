import type {
  AppendResult,
  Destination,
  DestinationConnection,
  ListedDestination,
} from "@peekjs/protocol";
import { PeekError, StoreBusyError } from "@peekjs/protocol";
import type { ReadBatch } from "../ingest/keep-batch.ts";
import { CountsKeeper } from "./counts-keeper.ts";
import { HeldBack, pushToAll } from "./held-back.ts";
import { matchUser, type UserMatcher } from "./user-matcher.ts";
import { countRecords, OutgoingBatch, type Outgoing } from "./outgoing.ts";
import { RouteTable } from "./route-table.ts";
import type { DestinationStorage, KeptRecord, OutboxEntry } from "./storage.ts";

/** Records on their way into queues: beyond it, clients are asked to come back later. */
const MOST_RECORDS = 100_000;

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
  readonly #routes: RouteTable;
  readonly #heldBack: HeldBack;
  readonly #counts: CountsKeeper;
  #records = 0;
  #isClosing = false;
  readonly #underWay = new Set<Promise<void>>();
  /** Batches of which the store has not said yet whether it has them. */
  readonly #undecided = new Set<Promise<void>>();

  /** @throws PeekError `PEEK_E_DESTINATION_OPTION` when two destinations have the same name */
  constructor(options: ForwarderOptions) {
    const { destinations, storage, reportError } = options;
    this.#options = options;
    this.#heldBack = new HeldBack(reportError);
    this.#routes = new RouteTable(destinations, { storage, reportError });
    this.#counts = new CountsKeeper(() => this.#routes.connected, reportError);
    this.#track(this.#recover());
  }

  /** Those that are connected, once the first are. */
  async connections(): Promise<readonly DestinationConnection[]> {
    await this.ready();
    return this.#routes.connected.map(({ connection }) => connection);
  }

  /** Resolves when the first are connected. */
  async ready(): Promise<void> {
    await this.#routes.lanes();
  }

  /** Exchanges the destinations for these. */
  setDestinations(destinations: readonly Destination[]): Promise<void> {
    return this.#routes.set(destinations);
  }

  /** How they fare, once the first are connected. */
  async stats(): Promise<ListedDestination[]> {
    await this.ready();
    return this.#routes.connected.map((one) => one.stats());
  }

  /**
   * Makes safe what of a batch goes on, before the store is asked: whatever the store then has, destinations get.
   *
   * @throws {@link StoreBusyError} when more comes in than can be mapped and queued
   */
  async prepare(batch: ReadBatch["batch"]): Promise<Handover | undefined> {
    const lanes = await this.#routes.lanes();
    const outgoing = new OutgoingBatch(batch, this.#routes.takesRequests());
    if (lanes.length === 0 || outgoing.isEmpty) return undefined;
    if (this.#records >= MOST_RECORDS) {
      const message = `${this.#records} records are on their way to destinations.`;
      throw new StoreBusyError(message, 1);
    }
    const decide = this.#expectDecision();
    const entry = await this.#keep(outgoing.all());
    return {
      synced: this.#sync(entry),
      commit: (result) => {
        this.#track(this.#handOver(outgoing.fresh(result), entry));
        decide();
      },
      cancel: () => {
        this.#track(this.#forget(entry));
        decide();
      },
    };
  }

  /** Forgets what is kept on its way of a user. Resolves with how many events. */
  async erase(ids: readonly string[]): Promise<number> {
    const user = await matchUser(ids);
    // What the store has, or what is handed over right now, is found where it arrives.
    await Promise.all(this.#undecided);
    await Promise.all(this.#underWay);
    const late = (await this.#routes.lanes()).flatMap((lane) => lane.late ?? []);
    const heldBack = await this.#heldBack.erase(user);
    const queued = await this.#eraseQueued(ids, user);
    for (const one of this.#routes.connected) one.hideLastAnswer();
    // What hangs cannot be waited for, and may still bring what it was given into the queue.
    for (const returned of late) {
      returned.then(() => this.#eraseQueued(ids, user)).catch(this.#options.reportError);
    }
    return heldBack + queued;
  }

  /** What is kept of a user, on its way. */
  async *find(ids: readonly string[]): AsyncGenerator<KeptRecord> {
    const { storage } = this.#options;
    const user = await matchUser(ids);
    // On disk, the outbox has it.
    if (storage === undefined) yield* this.#heldBack.find(user);
    for (const { name: destination, memory } of await this.connections()) {
      const found = memory?.find(({ user: mark, json }) => user.matchesQueued(mark, json)) ?? [];
      for (const { event, reason, answer } of found) {
        yield { destination, reason, answer, payload: JSON.parse(event.json) };
      }
    }
    yield* storage?.find?.(ids) ?? [];
  }

  /** What is accepted from now on, or still held back, waits in the outbox for the next start. */
  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#routes.lanes();
    await Promise.all(this.#underWay);
    await this.#heldBack.close();
    this.#counts.close();
    await this.#routes.close();
  }

  /** Forgets what is in queues of a user. Resolves with how many events. */
  async #eraseQueued(ids: readonly string[], user: UserMatcher): Promise<number> {
    let erased = 0;
    for (const { memory } of await this.connections()) {
      erased += memory?.erase(({ user: mark, json }) => user.matchesQueued(mark, json)) ?? 0;
    }
    return erased + ((await this.#options.storage?.erase(ids)) ?? 0);
  }

  /** To be called when the store has said whether it has a batch. */
  #expectDecision(): () => void {
    let decide!: () => void;
    const decided = new Promise<void>((resolve) => (decide = resolve));
    this.#undecided.add(decided);
    return () => {
      this.#undecided.delete(decided);
      decide();
    };
  }

  #track(work: Promise<void>): void {
    this.#underWay.add(work);
    void work.finally(() => this.#underWay.delete(work));
  }

  /** What waited in the outbox when the process before died. */
  async #recover(): Promise<void> {
    const { storage, reportError } = this.#options;
    try {
      for await (const { entry, outgoing } of storage?.outbox.recover() ?? []) {
        await this.#handOver({ ...outgoing, isRecovered: true }, entry);
      }
    } catch (error) {
      reportError(error);
    }
  }

  async #keep(outgoing: Outgoing): Promise<OutboxEntry | undefined> {
    try {
      return await this.#options.storage?.outbox.add(outgoing);
    } catch (error) {
      this.#reportOutbox(
        error,
        "is lost to destinations if the collector is killed before they have it",
      );
      return undefined;
    }
  }

  async #sync(entry: OutboxEntry | undefined): Promise<void> {
    if (entry === undefined) return;
    await this.#options.storage?.outbox.sync().catch((error: unknown) => {
      this.#reportOutbox(error, "is lost to destinations if the machine fails before they have it");
    });
  }

  /** An entry stays until every destination has what is in it. */
  async #handOver(outgoing: Outgoing, entry: OutboxEntry | undefined): Promise<void> {
    const count = countRecords(outgoing);
    this.#records += count;
    const lanes = await this.#routes.lanes();
    if (this.#isClosing && entry !== undefined) return;
    const all = count > 0 ? lanes.map((lane) => ({ lane, outgoing })) : [];
    const rests = await pushToAll(all);
    this.#records -= count;
    const done = (): Promise<void> => this.#forget(entry);
    if (rests.length > 0 && this.#heldBack.hold({ rests, done })) return;
    await done();
  }

  async #forget(entry: OutboxEntry | undefined): Promise<void> {
    if (entry === undefined) return;
    await this.#options.storage?.outbox.remove(entry).catch((error: unknown) => {
      this.#reportOutbox(error, "goes out again if the collector is killed before there is room");
    });
  }

  #reportOutbox(cause: unknown, consequence: string): void {
    const message = `The outbox of destinations cannot be written (${String(cause)}): what was accepted ${consequence}. Look at the disk.`;
    this.#options.reportError(new PeekError("PEEK_E_DESTINATION_QUEUE", message, { cause }));
  }
}
