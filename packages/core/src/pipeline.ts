import { PeekError, type ClientStats, type Diagnostic } from "@peekjs/protocol";
import { Accounts } from "./accounts.ts";
import { RecordBuffer } from "./buffer/record-buffer.ts";
import { ConsumerIds } from "./consumer/consumer-ids.ts";
import { consumerHashKey } from "./consumer/hash-key.ts";
import { Delivery } from "./delivery/delivery.ts";
import { headerOf, writeEnvelope, writeGreeting } from "./delivery/envelope.ts";
import { countRequests, Outbox } from "./delivery/outbox.ts";
import type { Spool } from "./delivery/spool.ts";
import { GroupWriter, type WrittenGroup } from "./groups/group-writer.ts";
import type { ObservedRequest } from "./observed-request.ts";
import type { ResolvedOptions } from "./options/resolve.ts";
import type { FlushResult } from "./peek.ts";
import type { Cancel, Platform } from "./platform.ts";
import { internalError, type Report } from "./report.ts";
import { RequestSummaries } from "./summaries/request-summaries.ts";

/** Milliseconds between the writes of groups to the spool. */
const WRITE_INTERVAL = 50;
/** Milliseconds between looks for what other processes left behind. */
const ADOPTION_INTERVAL = 20_000;
/** Records in one group: encoding it must not stall the event loop. */
const GROUP_RECORDS = 500;
/** Bytes of waiting groups that are held in memory. */
const MOST_GROUP_BYTES = 16 * 1024 * 1024;
const SLOW_DELAY = 60_000;
/** A collector on the developer's own machine is started at any moment. */
const SLOW_DELAY_GUESSED = 2_000;

/** Takes records, has them written as numbered groups and hands these to delivery. */
export class Pipeline {
  readonly instance: string = crypto.randomUUID();
  readonly #options: ResolvedOptions;
  readonly #platform: Platform;
  readonly #report: Report;
  readonly #ids: ConsumerIds;
  readonly #writer: GroupWriter;
  readonly #spool: Spool | undefined;
  readonly #outbox: Outbox;
  /** Of processes that are no more, by their instance. */
  readonly #adopted = new Map<string, Outbox>();
  readonly #delivery: Delivery;
  readonly #accounts: Accounts;
  readonly #summaries = new RequestSummaries();
  readonly #diagnostics: Diagnostic[] = [];
  readonly #buffer = new RecordBuffer();
  #closed = false;
  #cancelWrite: Cancel | undefined;
  #cancelFlush: Cancel | undefined;
  #cancelAdoption: Cancel | undefined;
  #acceptedSinceSend = 0;
  #wallOffset = 0;

  constructor(options: ResolvedOptions, platform: Platform, sdk: string, report: Report) {
    this.#options = options;
    this.#platform = platform;
    this.#report = report;
    this.#accounts = new Accounts(report);
    this.#ids = new ConsumerIds(consumerHashKey(options, platform.hmac), platform.hmac);
    this.#writer = new GroupWriter({
      ids: this.#ids,
      maxEventBytes: options.maxEventBytes,
      header: this.#headerFor(sdk),
      onTooLarge: (records) => this.#accounts.drop(records, "event_too_large"),
    });
    this.#spool = options.guessedEndpoint
      ? undefined
      : platform.openSpool(options, this.instance, report);
    this.#outbox = new Outbox(this.instance, this.#spool);
    this.#delivery = new Delivery({
      platform,
      transport: platform.createTransport(options),
      batchSize: options.batchSize,
      maxRetries: options.maxRetries,
      timeout: options.timeout,
      slowDelay: options.guessedEndpoint ? SLOW_DELAY_GUESSED : SLOW_DELAY,
      envelope: ({ outbox, groups }, texts) =>
        writeEnvelope(outbox.instance, groups, texts, this.#envelopeMembers(outbox)),
      greeting: () => writeGreeting(this.#writer.header, this.#diagnostics),
      trace: (line) => {
        if (options.debug === true) platform.print(`[peek] ${line}`);
      },
      onDelivered: (outbox, groups) => {
        const own = outbox === this.#outbox;
        this.#accounts[own ? "delivered" : "deliveredForOthers"] += countRequests(groups);
      },
      onDropped: (outbox, groups, reason) => {
        const own = outbox === this.#outbox;
        this.#accounts[own ? "drop" : "reportDropped"](countRequests(groups), reason);
      },
      report,
    });
    this.#delivery.add(this.#outbox);
    if (this.#spool !== undefined) this.#inBackground(this.#adopt(this.#spool));
  }

  /** Says which adapter reports, and to the collector that a client has connected. */
  mounted(sdk: string): void {
    this.#writer.header = this.#headerFor(sdk);
    this.#inBackground(this.#platform.nextTurn().then(() => this.#delivery.greet()));
  }

  get pendingCount(): number {
    return this.#buffer.length + this.#outbox.inMemory;
  }

  stats(): ClientStats {
    return this.#accounts.stats(this.pendingCount, this.#outbox.onDisk);
  }

  /** Milliseconds since 1970 for a reading of the monotonic clock. */
  wallTime(monotonic: number): number {
    if (this.#buffer.length === 0) this.#wallOffset = Date.now() - performance.now();
    return this.#wallOffset + monotonic;
  }

  accept(record: ObservedRequest): void {
    this.#accounts.accepted++;
    if (this.#closed) {
      this.#accounts.drop(1, "shutdown");
      return;
    }
    const { sampleRate, batchSize, durability } = this.#options;
    if ((sampleRate < 1 && Math.random() >= sampleRate) || (this.#isFull() && !this.#makeRoom())) {
      this.#summarise(record);
      return;
    }
    this.#buffer.push(record);
    const { length, isHeavy } = this.#buffer;
    if (isHeavy || (durability === "event" && this.#spool !== undefined)) this.#writeGroup();
    else if (length === 1) this.#scheduleWrite();
    if (++this.#acceptedSinceSend === batchSize) {
      this.#inBackground(this.#platform.nextTurn().then(() => this.send()));
    } else if (length === 1) this.#scheduleFlush();
  }

  /** Passes on, once, what an adapter found wrong with how it is set up. */
  diagnose(diagnostic: Diagnostic): void {
    if (this.#diagnostics.some(({ code }) => code === diagnostic.code)) return;
    this.#diagnostics.push(diagnostic);
    this.#report(new PeekError(diagnostic.code, diagnostic.detail));
  }

  /** Starts to send what is buffered; settles when the tries that it started have come to an end. */
  async send(): Promise<void> {
    this.#acceptedSinceSend = 0;
    await this.#writeAll();
    await this.#delivery.start();
    if (!this.#summaries.isEmpty) this.#scheduleFlush();
  }

  /** Sends what is buffered within a request's own time, in milliseconds; the timer of another may be dead. */
  async sendWithin(timeout: number): Promise<void> {
    this.#cancelFlush?.();
    this.#cancelFlush = undefined;
    const until = performance.now() + timeout;
    await this.#writeAll();
    await this.#delivery.startWithin(until);
  }

  async flush(timeout: number): Promise<FlushResult> {
    const before = this.#deliveredByNow();
    let expire: (() => void) | undefined;
    const expired = new Promise<void>((resolve) => (expire = resolve));
    const cancel = this.#platform.schedule(() => expire?.(), timeout);
    try {
      await Promise.race([this.#writeAll(), expired]);
      await this.#delivery.drain(expired);
      // Summaries that had no room before have it now.
      if (this.#hasUnwritten()) {
        await Promise.race([this.#writeAll(), expired]);
        await this.#delivery.drain(expired);
      }
    } finally {
      cancel();
    }
    return this.#result(before);
  }

  /** Flushes, and leaves the rest, what is under way included, to the next start. */
  async flushAtEnd(timeout: number): Promise<void> {
    await this.flush(timeout);
    while (this.#hasUnwritten()) this.#writeGroup();
    this.#outbox.keep();
  }

  async shutdown(timeout: number): Promise<FlushResult> {
    const before = this.#deliveredByNow();
    this.#closed = true;
    this.#cancelWrite?.();
    this.#cancelFlush?.();
    this.#cancelAdoption?.();
    await this.flush(timeout);
    while (this.#hasUnwritten()) this.#writeGroup();
    await this.#delivery.close();
    this.#outbox.relieve(0);
    this.#spool?.close();
    return this.#result(before);
  }

  #deliveredByNow(): number {
    return this.#accounts.delivered + this.#accounts.deliveredForOthers;
  }

  #result(deliveredBefore: number): FlushResult {
    const outboxes = [this.#outbox, ...this.#adopted.values()];
    return {
      delivered: this.#deliveredByNow() - deliveredBefore,
      spooled: outboxes.reduce((sum, { onDisk }) => sum + onDisk, 0),
      pending: this.pendingCount,
    };
  }

  #scheduleWrite(): void {
    if (this.#options.durability !== "interval" || this.#spool === undefined) return;
    this.#cancelWrite ??= this.#platform.schedule(() => {
      this.#cancelWrite = undefined;
      this.#inBackground(this.#writeAll());
    }, WRITE_INTERVAL);
  }

  #scheduleFlush(): void {
    this.#cancelFlush ??= this.#platform.schedule(() => {
      this.#cancelFlush = undefined;
      this.#inBackground(this.send());
    }, this.#options.flushInterval);
  }

  /** Writes all that is buffered, in slices between which the event loop runs. */
  async #writeAll(): Promise<void> {
    while (this.#hasUnwritten()) {
      const hashed = this.#ids.prepare(this.#buffer.peek(GROUP_RECORDS));
      if (hashed !== undefined) {
        await hashed;
        // What came, or was written, in the meantime decides what is to be hashed now.
        continue;
      }
      this.#writeGroup();
      if (this.#hasUnwritten()) await this.#platform.nextTurn();
    }
  }

  /** At the memory bound summaries go on counting where they are instead of becoming groups. */
  #hasUnwritten(): boolean {
    return this.#buffer.length > 0 || (!this.#summaries.isEmpty && !this.#isFull());
  }

  #writeGroup(): void {
    const records = this.#buffer.take(GROUP_RECORDS);
    void this.#ids.prepare(records);
    const group = this.#encode(records);
    if (group === undefined) return;
    if (this.#options.durability !== "memory") group.entry = this.#spool?.append(group);
    this.#outbox.add(group);
    // What is on disk anyway need not fill the memory while the endpoint is away.
    const { maxBufferSize, batchSize } = this.#options;
    if (
      this.#outbox.inMemory > maxBufferSize / 2 ||
      this.#outbox.bytesInMemory > MOST_GROUP_BYTES / 2
    ) {
      this.#outbox.relieve(batchSize, MOST_GROUP_BYTES / 4);
    }
  }

  /** What cannot be written is dropped: it must not keep what comes after it. */
  #encode(records: ObservedRequest[]): WrittenGroup | undefined {
    try {
      return this.#writer.write(records, this.#isFull() ? [] : this.#summaries.take());
    } catch (error) {
      this.#accounts.drop(records.length, "unencodable");
      this.#report(internalError(error));
      return undefined;
    }
  }

  /** At the memory bound: writes a slice to disk. False when there is no disk, or no room on it. */
  #makeRoom(): boolean {
    if (this.#spool === undefined) return false;
    if (this.#buffer.length > 0) this.#writeGroup();
    this.#outbox.relieve(this.#options.maxBufferSize - GROUP_RECORDS, MOST_GROUP_BYTES / 4);
    return !this.#isFull();
  }

  #isFull(): boolean {
    return (
      this.pendingCount >= this.#options.maxBufferSize ||
      this.#outbox.bytesInMemory >= MOST_GROUP_BYTES
    );
  }

  /** Counts a request whose single record is given up. */
  #summarise(record: ObservedRequest): void {
    void this.#ids.prepare([record]);
    this.#ids.name(record);
    this.#summaries.add(record);
    this.#accounts.summarised++;
    this.#scheduleFlush();
  }

  /** Takes over what processes left behind that are no more, lot by lot. */
  async #adopt(spool: Spool): Promise<void> {
    await this.#platform.nextTurn();
    for (const { instance, groups } of spool.adopt()) {
      const outbox = this.#adopted.get(instance) ?? new Outbox(instance, spool);
      for (const group of groups) outbox.add({ ...group, text: undefined, summaries: 0 });
      if (!this.#adopted.has(instance)) {
        this.#adopted.set(instance, outbox);
        this.#delivery.add(outbox);
      }
      this.#scheduleFlush();
      await this.#platform.nextTurn();
      if (this.#closed) return;
    }
    // A process may end, or its lease run out, while this one lives.
    this.#cancelAdoption = this.#platform.schedule(
      () => this.#inBackground(this.#adopt(spool)),
      ADOPTION_INTERVAL,
    );
  }

  /** No failure of ours may become the app's unhandled rejection. */
  #inBackground(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.#report(internalError(error)));
  }

  #envelopeMembers(outbox: Outbox): Record<string, unknown> {
    const lost = outbox.lost.length === 0 ? undefined : outbox.lost;
    if (outbox !== this.#outbox) return { lost };
    const diagnostics = this.#diagnostics.length === 0 ? undefined : this.#diagnostics;
    return { stats: this.stats(), diagnostics, lost };
  }

  #headerFor(sdk: string): string {
    const [name = "", version = ""] = sdk.split(" ");
    const { runtime, host } = this.#platform;
    const { service, environment } = this.#options;
    return headerOf({ name, version, runtime }, { service, environment, host });
  }
}
