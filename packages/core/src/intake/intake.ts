import type { Accounts } from "../accounts.ts";
import type { ConsumerIds } from "../consumer/consumer-ids.ts";
import type { Outbox } from "../delivery/outbox.ts";
import type { Spool } from "../delivery/spool.ts";
import type { ObservedRequest } from "../observed-request.ts";
import type { ResolvedOptions } from "../options/resolve.ts";
import { redactPath } from "../privacy/redact-path.ts";
import { internalError, type Report } from "../report.ts";
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
  readonly #buffer = new RecordBuffer();
  readonly #summaries = new RequestSummaries();

  constructor(settings: IntakeSettings) {
    this.#settings = settings;
  }

  /** Records that are not in a group yet. */
  get length(): number {
    return this.#buffer.length;
  }

  /** Records in memory that no collector has acknowledged. */
  get pendingCount(): number {
    return this.#buffer.length + this.#settings.outbox.inMemory;
  }

  get hasSummaries(): boolean {
    return !this.#summaries.isEmpty;
  }

  /** At the memory bound summaries go on counting where they are instead of becoming groups. */
  get hasUnwritten(): boolean {
    return this.#buffer.length > 0 || (!this.#summaries.isEmpty && !this.#isFull());
  }

  /** False for a request that is given up as a single record, and counted. */
  add(request: ObservedRequest): boolean {
    try {
      return this.#add(request);
    } catch (error) {
      this.#settings.accounts.drop(1, "unencodable");
      this.#settings.report(internalError(error));
      return false;
    }
  }

  /** False for a product event that is dropped: there is nothing that could stand for it. */
  addEvent(json: string): boolean {
    if (!this.#hasRoom()) {
      this.#settings.accounts.drop(1, "buffer_full");
      return false;
    }
    this.#buffer.pushEvent(json);
    this.#writeThrough();
    return true;
  }

  /** Writes what is buffered as groups. */
  write(): void {
    while (this.hasUnwritten) this.#writeGroup();
  }

  /** Gives up counts that find no room even at the end. */
  giveUp(): void {
    const { accounts } = this.#settings;
    const requests = this.#summaries.take().reduce((sum, { count }) => sum + count, 0);
    accounts.summarised -= requests;
    if (requests > 0) accounts.drop(requests, "buffer_full");
  }

  #add(request: ObservedRequest): boolean {
    const { options, ids, cardinality, accounts } = this.#settings;
    cardinality.fold(request, ids.name(request));
    if ((options.sampleRate < 1 && Math.random() >= options.sampleRate) || !this.#hasRoom()) {
      this.#summaries.add(request);
      accounts.summarised++;
      return false;
    }
    if (request.path !== undefined) request.path = redactPath(request.path);
    if (!fit(request, options.maxEventBytes)) {
      accounts.drop(1, "event_too_large");
      return false;
    }
    this.#buffer.push(request);
    this.#writeThrough();
    return true;
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
    const { options, spool, outbox, writer } = this.#settings;
    const summaries = this.#isFull() ? [] : this.#summaries.take();
    const group = writer.write(this.#buffer.take(), summaries);
    if (options.durability === "event") group.entry = spool?.append(group);
    outbox.add(group);
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

  #isFull(): boolean {
    return (
      this.pendingCount >= this.#settings.options.maxBufferSize ||
      this.#settings.outbox.bytesInMemory >= MOST_GROUP_BYTES
    );
  }
}
