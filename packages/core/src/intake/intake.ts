import type { Accounts } from "../pipeline/accounts.ts";
import type { ConsumerIds, KnownConsumer } from "../consumer/consumer-ids.ts";
import { timerNow } from "../time/clock.ts";
import type { Outbox } from "../delivery/outbox.ts";
import type { Spool } from "../delivery/spool.ts";
import type { ObservedRequest } from "../pipeline/observed-request.ts";
import type { ResolvedOptions } from "../options/resolve.ts";
import { redactPath } from "../privacy/redact-path.ts";
import { internalError, type Report } from "../diagnostics/report.ts";
import { Arrivals } from "./arrivals.ts";
import type { Cardinality } from "./cardinality.ts";
import { fit } from "./fit.ts";
import type { GroupWriter } from "./group-writer.ts";
import { RecordBuffer } from "./record-buffer.ts";
import { RequestSummaries } from "./request-summaries.ts";

/** Characters of waiting groups that are held in memory. */
const MOST_GROUP_BYTES = 16 * 1024 * 1024;
/** Groups that one call may write to disk to make room. */
const MOST_WRITES = 1;
/** Groups whose memory one call may free. */
const MOST_FREED = 250;

export interface IntakeSettings {
  options: ResolvedOptions;
  /** Most records in one group. */
  groupSize: number;
  ids: ConsumerIds;
  cardinality: Cardinality;
  writer: GroupWriter;
  outbox: Outbox;
  /** Undefined where there is no disk. */
  spool: Spool | undefined;
  accounts: Accounts;
  report: Report;
}

/** Takes records in within the bounds of memory, and has them written as groups. What finds no room is counted. */
export class Intake {
  readonly #settings: IntakeSettings;
  readonly #arrivals = new Arrivals();
  readonly #buffer = new RecordBuffer();
  /** Records that came in since the last batch was full. */
  #inBatch = 0;
  readonly #summaries = new RequestSummaries();
  /** When a record came while there was none. */
  #since = 0;

  constructor(settings: IntakeSettings) {
    this.#settings = settings;
    this.#planNext();
  }

  /** Records that are not in a group yet. */
  get length(): number {
    return this.#arrivals.length + this.#buffer.length;
  }

  /** Whether there is none. Asked at every request, and mostly answered by those that came just before. */
  get isEmpty(): boolean {
    return this.#arrivals.length === 0 && this.#buffer.length === 0;
  }

  /** Reading of {@link timerNow} when the oldest of them came, or before; undefined where there is none. */
  get since(): number | undefined {
    return this.isEmpty ? undefined : this.#since;
  }

  /** Records in memory that no collector has acknowledged. */
  get pendingCount(): number {
    return this.length + this.#settings.outbox.inMemory;
  }

  /** Whether enough came in since {@link writeBatch} for the next one. */
  get isBatchFull(): boolean {
    return this.#inBatch >= this.#settings.options.batchSize;
  }

  get hasSummaries(): boolean {
    return !this.#summaries.isEmpty;
  }

  /** False for a request that only joins others which wait to be taken in. */
  add(request: ObservedRequest): boolean {
    this.#noteTime();
    if (!this.#arrivals.add(request)) return this.#arrivals.length === 1;
    this.#takeIn();
    return true;
  }

  /** False for a product event that is dropped: there is nothing that could stand for it. */
  addEvent(json: string): boolean {
    this.#noteTime();
    this.#takeIn();
    if (!this.#hasRoom()) {
      this.#settings.accounts.drop(1, "buffer_full");
      return false;
    }
    this.#buffer.pushEvent(json);
    this.#inBatch++;
    this.#writeThrough();
    this.#planNext();
    return true;
  }

  /** Writes what is buffered as groups. */
  write(): void {
    this.#takeIn();
    while (this.#hasUnwritten()) this.#writeGroup();
  }

  /** Writes what is buffered, and has all that is written sent; what comes from now on is for the next batch. */
  writeBatch(): void {
    this.write();
    this.#settings.outbox.makeDue();
    this.#inBatch = 0;
    this.#planNext();
  }

  /** Gives up counts that find no room even at the end. */
  giveUp(): void {
    const { accounts } = this.#settings;
    const requests = this.#summaries.take().reduce((sum, { count }) => sum + count, 0);
    accounts.summarised -= requests;
    if (requests > 0) accounts.drop(requests, "buffer_full");
  }

  #noteTime(): void {
    if (this.isEmpty) this.#since = timerNow();
  }

  /** One leaves the others where they are: the app, told of trouble, may count, record or flush. */
  #takeIn(): void {
    const { ids, accounts, report } = this.#settings;
    const arrivals = this.#arrivals;
    const named = arrivals.waiting;
    const consumers = this.#nameTogether(named);
    for (let at = 0, next = arrivals.take(); next !== undefined; at++, next = arrivals.take()) {
      try {
        // The app may have had those written that were named, and have recorded others.
        const isNamed = at < consumers.length && named[at] === next;
        this.#add(next, isNamed ? consumers[at] : ids.name(next));
      } catch (error) {
        accounts.drop(1, "unencodable");
        report(internalError(error));
      }
    }
    this.#planNext();
  }

  /** Nothing where one of them cannot be named, which costs it the name: the others are named each by itself. */
  #nameTogether(requests: readonly ObservedRequest[]): readonly (KnownConsumer | undefined)[] {
    try {
      return this.#settings.ids.nameAll(requests);
    } catch (error) {
      this.#settings.report(internalError(error));
      return [];
    }
  }

  /** Decides how many requests are taken in together next: as many as fill the batch, or the memory, are. */
  #planNext(): void {
    const { batchSize, durability, maxBufferSize } = this.#settings.options;
    const left = Math.min(batchSize - this.#inBatch, maxBufferSize - this.pendingCount);
    this.#arrivals.most = durability === "event" ? 1 : left;
  }

  #add(request: ObservedRequest, known: KnownConsumer | undefined): void {
    const { options, cardinality, accounts } = this.#settings;
    const route = cardinality.foldRoute(request);
    const consumer = cardinality.foldConsumer(request, known);
    if ((options.sampleRate < 1 && Math.random() >= options.sampleRate) || !this.#hasRoom()) {
      this.#summaries.add(request);
      accounts.summarised++;
      return;
    }
    if (request.path !== undefined) request.path = redactPath(request.path);
    if (!fit(request, options.maxEventBytes)) {
      accounts.drop(1, "event_too_large");
      return;
    }
    this.#buffer.push(request, route, consumer);
    this.#inBatch++;
    this.#writeThrough();
  }

  #writeThrough(): void {
    const { options, spool, groupSize } = this.#settings;
    const isDue =
      this.#buffer.length >= groupSize ||
      this.#buffer.isHeavy ||
      (options.durability === "event" && spool !== undefined);
    if (isDue) this.#writeGroup();
  }

  #writeGroup(): void {
    const { options, outbox, writer } = this.#settings;
    const summaries = this.#isFull() ? [] : this.#summaries.take();
    const group = writer.write(this.#buffer.take(), summaries, this.#since);
    outbox.add(group, options.durability === "event");
    // What is on disk anyway need not fill the memory while the endpoint is away.
    const { maxBufferSize, batchSize } = options;
    if (outbox.inMemory > maxBufferSize / 2 || outbox.bytesInMemory > MOST_GROUP_BYTES / 2) {
      outbox.relieve(batchSize, MOST_GROUP_BYTES / 4, MOST_WRITES, MOST_FREED);
    }
  }

  /** Whether there is room for a record; at the memory bound a slice is written to disk for it. */
  #hasRoom(): boolean {
    if (!this.#isFull()) return true;
    const { spool, outbox, options, groupSize } = this.#settings;
    if (spool === undefined) return false;
    if (this.#buffer.length > 0) this.#writeGroup();
    outbox.relieve(
      options.maxBufferSize - groupSize,
      MOST_GROUP_BYTES / 4,
      MOST_WRITES,
      MOST_FREED,
    );
    return !this.#isFull();
  }

  /** At the memory bound summaries go on counting where they are instead of becoming groups. */
  #hasUnwritten(): boolean {
    return this.#buffer.length > 0 || (!this.#summaries.isEmpty && !this.#isFull());
  }

  #isFull(): boolean {
    return (
      this.pendingCount >= this.#settings.options.maxBufferSize ||
      this.#settings.outbox.bytesInMemory >= MOST_GROUP_BYTES
    );
  }
}
