import type { Load } from "../backlog.ts";
import { type DataFile, forgetWritten } from "../database/data-file.ts";
import type { Database } from "../database/database.ts";
import type { Retention } from "../database/retention.ts";
import type { LoadedState } from "../messages.ts";
import { LoadQueue, othersOf, TRANSACTION_BYTES } from "./load-queue.ts";
import { loadTransaction } from "./transaction.ts";

/** Small traffic is gathered this long, in milliseconds. Queries do not wait for it: they load what is there first. */
const IDLE_DELAY = 1_000;
/** A transaction that failed is tried again after this many milliseconds. */
const RETRY_DELAY = 1_000;
/** Bytes of the log that are loaded between checkpoints, and how long a smaller amount waits, in milliseconds. */
const CHECKPOINT_BYTES = 32 * 1024 * 1024;
const CHECKPOINT_DELAY = 60_000;
/** What has expired is looked for this often, in milliseconds, where nothing is loaded. */
const EXPIRY_INTERVAL = 3_600_000;

export interface LoaderEvents {
  loaded: (load: Load) => void;
  checkpointed: (sequence: number) => void;
  /** Something was loaded, or may have expired. */
  changed: () => void;
  /** What waits cannot be loaded or checkpointed, and is tried again. Told once of each trouble, until it is over. */
  failed?: ((error: unknown) => void) | undefined;
}

/** Moves acknowledged entries into the day files, one transaction at a time. */
export class Loader {
  readonly #database: Database;
  readonly #retention: Retention;
  readonly #events: LoaderEvents;
  readonly #queue = new LoadQueue();
  #running: Promise<void> | undefined;
  #isDraining = false;
  #loadTimer: NodeJS.Timeout | undefined;
  #checkpointTimer: NodeJS.Timeout | undefined;
  #expiryTimer: NodeJS.Timeout | undefined;
  #pushedSequence = -1;
  /** The last entry loaded in whole. */
  #lastSequence = -1;
  #bytesSinceCheckpoint = 0;
  #lastFile: DataFile | undefined;
  /** What was told last of work that nobody waits for. */
  #trouble: string | undefined;

  constructor(database: Database, retention: Retention, events: LoaderEvents) {
    this.#database = database;
    this.#retention = retention;
    this.#events = events;
  }

  push(sequence: number, firstRow: number, entry: ArrayBuffer): void {
    this.#queue.push(sequence, firstRow, entry);
    this.#pushedSequence = sequence;
    if (this.#queue.bytes >= TRANSACTION_BYTES) this.#start();
    else this.#loadTimer ??= setTimeout(() => this.#start(), IDLE_DELAY);
  }

  /** Loads what is waiting now. @throws the reason when a transaction fails; what it held stays waiting. */
  async drain(): Promise<void> {
    const target = this.#pushedSequence;
    while (this.#lastSequence < target) {
      this.#running ??= this.#loadOnce().finally(() => (this.#running = undefined));
      await this.#running;
    }
  }

  /** Runs a change of the files while nothing is loaded, and makes it independent of the log. */
  async change<T>(apply: () => Promise<T>): Promise<T> {
    await this.drain();
    while (this.#running) await this.#running;
    const changed = apply().then(async (result) => {
      await this.#checkpoint();
      return result;
    });
    const settled = changed.then(
      () => undefined,
      () => undefined,
    );
    this.#running = settled.finally(() => (this.#running = undefined));
    return changed;
  }

  /**
   * Deletes what has expired, from now on, and lets the log forget what a crash left in it.
   *
   * @param position how far an earlier run has loaded
   */
  start(position: LoadedState["position"]): void {
    const loaded = position ? position.sequence - (position.whole ? 0 : 1) : -1;
    this.#lastSequence = Math.max(this.#lastSequence, loaded);
    this.#expiryTimer = setInterval(() => this.#checkpointLater(), EXPIRY_INTERVAL).unref();
    this.#checkpointLater();
  }

  /** Makes everything loaded independent of the log. */
  async #checkpoint(): Promise<void> {
    clearTimeout(this.#checkpointTimer);
    this.#checkpointTimer = undefined;
    const sequence = this.#lastSequence;
    this.#bytesSinceCheckpoint = 0;
    await this.#database.checkpoint();
    if (sequence >= 0) this.#events.checkpointed(sequence);
  }

  /** Loads what is waiting, and leaves nothing that only the log has. */
  async close(): Promise<void> {
    try {
      await this.drain();
      await this.#running;
      await this.#checkpoint();
    } finally {
      clearTimeout(this.#loadTimer);
      clearTimeout(this.#checkpointTimer);
      clearInterval(this.#expiryTimer);
    }
  }

  #start(): void {
    clearTimeout(this.#loadTimer);
    this.#loadTimer = undefined;
    if (!this.#isDraining) void this.#drainAll();
  }

  async #drainAll(): Promise<void> {
    this.#isDraining = true;
    try {
      while (!this.#queue.isEmpty) await this.drain();
    } catch (error) {
      this.#tell(error);
      this.#loadTimer ??= setTimeout(() => this.#start(), RETRY_DELAY);
    } finally {
      this.#isDraining = false;
    }
  }

  async #loadOnce(): Promise<void> {
    const portions = this.#queue.take(dayOf);
    try {
      const day = dayOf(portions[0]!.header.receivedAt);
      const file = await this.#database.day(day);
      if (this.#lastFile && this.#lastFile !== file) {
        // One file at a time is ahead of its checkpoint, so that the log's position is never beyond what a file lacks.
        await this.#checkpoint();
        forgetWritten(this.#lastFile);
      }
      this.#lastFile = file;
      await loadTransaction(this.#database.writer, file, portions);
    } catch (error) {
      this.#queue.putBack(portions);
      throw error;
    }
    const load: Load = { records: 0, bytes: 0 };
    for (const portion of portions) {
      const { from, to, requests } = portion;
      load.records += to - from + othersOf(portion);
      if (to < requests) continue;
      this.#lastSequence = portion.sequence;
      load.bytes += portion.bytes;
    }
    this.#bytesSinceCheckpoint += load.bytes;
    this.#trouble = undefined;
    this.#events.loaded(load);
    this.#events.changed();
    if (this.#bytesSinceCheckpoint >= CHECKPOINT_BYTES) await this.#tryCheckpoint();
    else this.#checkpointTimer ??= setTimeout(() => this.#checkpointLater(), CHECKPOINT_DELAY);
  }

  #checkpointLater(): void {
    clearTimeout(this.#checkpointTimer);
    this.#checkpointTimer = undefined;
    this.#running ??= this.#tryCheckpoint().finally(() => (this.#running = undefined));
  }

  /** What a failed checkpoint leaves undone stays in the log until the next one. */
  async #tryCheckpoint(): Promise<void> {
    try {
      await this.#checkpoint();
      await this.#database.expire(this.#retention);
      this.#trouble = undefined;
      this.#events.changed();
    } catch (error) {
      this.#tell(error);
      this.#checkpointTimer ??= setTimeout(() => this.#checkpointLater(), CHECKPOINT_DELAY);
    }
  }

  #tell(error: unknown): void {
    const { message } = error as Error;
    if (message === this.#trouble) return;
    this.#trouble = message;
    this.#events.failed?.(error);
  }
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
