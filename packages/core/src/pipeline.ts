import {
  encodeRequests,
  ENVELOPE_VERSION,
  PeekError,
  type ClientStats,
  type Diagnostic,
} from "@peekjs/protocol";
import { ConsumerIds } from "./consumer/consumer-ids.ts";
import { consumerHashKey } from "./consumer/hash-key.ts";
import { Delivery } from "./delivery/delivery.ts";
import { Outbox, size, type Batch, type OutboxGroup } from "./delivery/outbox.ts";
import type { Spool } from "./delivery/spool.ts";
import { fit } from "./fit.ts";
import type { ObservedRequest } from "./observed-request.ts";
import type { ResolvedOptions } from "./options/resolve.ts";
import type { FlushResult } from "./peek.ts";
import type { Cancel, Platform } from "./platform.ts";
import { redactPath } from "./privacy/redact-path.ts";
import type { Report } from "./report.ts";

/** Milliseconds between the writes of groups to the spool. */
const WRITE_INTERVAL = 50;
/** Records in one group: encoding it must not stall the event loop. */
const GROUP_RECORDS = 500;
const SLOW_DELAY = 60_000;
/** A collector on the developer's own machine is started at any moment. */
const SLOW_DELAY_GUESSED = 2_000;

/** Takes records, writes them as numbered groups and hands these to delivery. */
export class Pipeline {
  readonly instance: string = crypto.randomUUID();
  readonly #options: ResolvedOptions;
  readonly #platform: Platform;
  readonly #report: Report;
  readonly #ids: ConsumerIds;
  readonly #spool: Spool | undefined;
  readonly #outbox: Outbox;
  /** Of processes that are no more, by their instance. */
  readonly #adopted = new Map<string, Outbox>();
  readonly #delivery: Delivery;
  #buffer: ObservedRequest[] = [];
  #next = 1;
  #closed = false;
  #cancelWrite: Cancel | undefined;
  #cancelFlush: Cancel | undefined;
  #header: string;
  #wallOffset = 0;
  #diagnostics: Diagnostic[] = [];
  #accepted = 0;
  #delivered = 0;
  #deliveredOfOthers = 0;
  #dropped: Record<string, number> = {};

  constructor(options: ResolvedOptions, platform: Platform, sdk: string, report: Report) {
    this.#options = options;
    this.#platform = platform;
    this.#report = report;
    this.#ids = new ConsumerIds(consumerHashKey(options), platform.hmac);
    this.#header = this.#headerFor(sdk);
    this.#spool = options.guessedEndpoint
      ? undefined
      : platform.openSpool(options, this.instance, report);
    this.#outbox = new Outbox(this.instance, this.#spool);
    this.#delivery = new Delivery({
      platform,
      transport: platform.createTransport(options),
      batchSize: options.batchSize,
      maxRetries: options.maxRetries,
      slowDelay: options.guessedEndpoint ? SLOW_DELAY_GUESSED : SLOW_DELAY,
      envelope: (batch, texts) => this.#envelope(batch, texts),
      onDelivered: (outbox, groups) => this.#onDelivered(outbox, groups),
      onDropped: (outbox, groups, reason) => this.#onDropped(outbox, groups, reason),
      report,
    });
    this.#delivery.add(this.#outbox);
    if (this.#spool !== undefined) void this.#adopt(this.#spool);
  }

  set sdk(name: string) {
    this.#header = this.#headerFor(name);
  }

  get pendingCount(): number {
    return this.#buffer.length + this.#outbox.inMemory;
  }

  /** Milliseconds since 1970 for a reading of the monotonic clock. */
  wallTime(monotonic: number): number {
    if (this.#buffer.length === 0) this.#wallOffset = Date.now() - performance.now();
    return this.#wallOffset + monotonic;
  }

  accept(record: ObservedRequest): void {
    this.#accepted++;
    if (this.#closed) {
      this.#drop(1, "shutdown");
      return;
    }
    if (this.pendingCount >= this.#options.maxBufferSize && !this.#makeRoom()) {
      this.#drop(1, "buffer_full");
      return;
    }
    const length = this.#buffer.push(record);
    if (this.#options.durability === "event" && this.#spool !== undefined) this.#writeGroup();
    else if (length === 1) this.#scheduleWrite();
    if (length === this.#options.batchSize) void this.#platform.nextTurn().then(() => this.send());
    else if (length === 1) this.#scheduleFlush();
  }

  diagnose(diagnostic: Diagnostic): void {
    if (this.#diagnostics.some(({ code }) => code === diagnostic.code)) return;
    this.#diagnostics.push(diagnostic);
    this.#report(new PeekError(diagnostic.code, diagnostic.detail));
  }

  /** Starts to send what is buffered; settles when the tries that it started have come to an end. */
  async send(): Promise<void> {
    await this.#writeGroups();
    await this.#delivery.start();
  }

  async flush(timeout: number): Promise<FlushResult> {
    const before = this.#delivered + this.#deliveredOfOthers;
    let expire: (() => void) | undefined;
    const expired = new Promise<void>((resolve) => (expire = resolve));
    const cancel = this.#platform.schedule(() => expire?.(), timeout);
    try {
      await Promise.race([this.#writeGroups(), expired]);
      await this.#delivery.drain(expired);
    } finally {
      cancel();
    }
    return this.#result(before);
  }

  async shutdown(timeout: number): Promise<FlushResult> {
    const before = this.#delivered + this.#deliveredOfOthers;
    this.#closed = true;
    this.#cancelWrite?.();
    this.#cancelFlush?.();
    await this.flush(timeout);
    while (this.#buffer.length > 0) this.#writeGroup();
    await this.#delivery.close();
    this.#outbox.relieve(0);
    this.#spool?.close();
    return this.#result(before);
  }

  stats(): ClientStats {
    return {
      accepted: this.#accepted,
      delivered: this.#delivered,
      spooled: this.#outbox.onDisk,
      pending: this.pendingCount,
      summarised: 0,
      dropped: { ...this.#dropped },
    };
  }

  #result(deliveredBefore: number): FlushResult {
    const onDisk = [this.#outbox, ...this.#adopted.values()].map((outbox) => outbox.onDisk);
    return {
      delivered: this.#delivered + this.#deliveredOfOthers - deliveredBefore,
      spooled: onDisk.reduce((sum, records) => sum + records, 0),
      pending: this.pendingCount,
    };
  }

  #scheduleWrite(): void {
    if (this.#options.durability !== "interval" || this.#spool === undefined) return;
    this.#cancelWrite ??= this.#platform.schedule(() => {
      this.#cancelWrite = undefined;
      void this.#writeGroups();
    }, WRITE_INTERVAL);
  }

  #scheduleFlush(): void {
    this.#cancelFlush ??= this.#platform.schedule(() => {
      this.#cancelFlush = undefined;
      void this.send();
    }, this.#options.flushInterval);
  }

  /** Writes all that is buffered, in slices between which the event loop runs. */
  async #writeGroups(): Promise<void> {
    while (this.#buffer.length > 0) {
      const hashed = this.#ids.prepare(this.#buffer.slice(0, GROUP_RECORDS));
      if (hashed !== undefined) await hashed;
      this.#writeGroup();
      if (this.#buffer.length > 0) await this.#platform.nextTurn();
    }
  }

  #writeGroup(): void {
    const taken = this.#buffer.slice(0, GROUP_RECORDS);
    this.#buffer = this.#buffer.slice(taken.length);
    void this.#ids.prepare(taken);
    const records = taken.filter((record) => this.#finish(record));
    if (records.length === 0) return;
    const first = this.#next;
    this.#next += records.length;
    const last = this.#next - 1;
    const text = `{"first":${first},"last":${last},"requests":${encodeRequests(records)}}`;
    const group: OutboxGroup = { first, last, text, bytes: text.length, header: this.#header };
    if (this.#options.durability !== "memory") {
      group.entry = this.#spool?.append({ first, last, text, header: this.#header });
    }
    this.#outbox.add(group);
    // What is on disk anyway need not fill the memory while the endpoint is away.
    if (this.#outbox.inMemory > this.#options.maxBufferSize / 2) {
      this.#outbox.relieve(this.#options.batchSize);
    }
  }

  /** Makes a record ready to leave the process; false when it cannot. */
  #finish(record: ObservedRequest): boolean {
    this.#ids.name(record);
    if (record.path !== undefined) record.path = redactPath(record.path);
    if (fit(record, this.#options.maxEventBytes)) return true;
    this.#drop(1, "event_too_large");
    return false;
  }

  /** At the memory bound: writes a slice to disk. False when there is no disk to write to. */
  #makeRoom(): boolean {
    if (this.#spool === undefined) return false;
    if (this.#buffer.length > 0) this.#writeGroup();
    this.#outbox.relieve(this.#options.maxBufferSize - GROUP_RECORDS);
    return this.pendingCount < this.#options.maxBufferSize;
  }

  /** Takes over what processes left behind that are no more, lot by lot. */
  async #adopt(spool: Spool): Promise<void> {
    try {
      await this.#platform.nextTurn();
      for (const { instance, groups } of spool.adopt()) {
        const outbox = this.#adopted.get(instance) ?? new Outbox(instance, spool);
        for (const group of groups) outbox.add({ ...group, text: undefined });
        if (!this.#adopted.has(instance)) {
          this.#adopted.set(instance, outbox);
          this.#delivery.add(outbox);
        }
        this.#scheduleFlush();
        await this.#platform.nextTurn();
        if (this.#closed) return;
      }
    } catch (error) {
      this.#report(
        new PeekError(
          "PEEK_W_SPOOL",
          `What an earlier process left could not be read: ${String(error)}`,
        ),
      );
    }
  }

  #envelope(batch: Batch, texts: string[]): { body: string; headers: Record<string, string> } {
    const own = batch.outbox === this.#outbox;
    const { groups } = batch;
    const key = `${batch.outbox.instance}:${groups[0]!.first}-${groups.at(-1)!.last}`;
    const stats = own ? `"stats":${JSON.stringify(this.stats())},` : "";
    const diagnostics =
      own && this.#diagnostics.length > 0
        ? `"diagnostics":${JSON.stringify(this.#diagnostics)},`
        : "";
    const body = `{"version":${ENVELOPE_VERSION},${groups[0]!.header},"instance":"${batch.outbox.instance}","sentAt":${Date.now()},${stats}${diagnostics}"groups":[${texts.join(",")}]}`;
    return { body, headers: { "idempotency-key": key } };
  }

  #headerFor(sdk: string): string {
    const [name, version] = sdk.split(" ");
    const { service, environment } = this.#options;
    return [
      `"sdk":${JSON.stringify({ name, version, runtime: this.#platform.runtime })}`,
      `"resource":${JSON.stringify({ service, environment, host: this.#platform.host })}`,
    ].join(",");
  }

  #onDelivered(outbox: Outbox, groups: readonly OutboxGroup[]): void {
    const records = groups.reduce((sum, group) => sum + size(group), 0);
    if (outbox === this.#outbox) this.#delivered += records;
    else this.#deliveredOfOthers += records;
  }

  #onDropped(outbox: Outbox, groups: readonly OutboxGroup[], reason: string): void {
    const records = groups.reduce((sum, group) => sum + size(group), 0);
    if (outbox === this.#outbox) this.#drop(records, reason);
    else this.#reportDropped(records, reason);
  }

  #drop(records: number, reason: string): void {
    this.#dropped[reason] = (this.#dropped[reason] ?? 0) + records;
    if (reason !== "shutdown") this.#reportDropped(records, reason);
  }

  #reportDropped(records: number, reason: string): void {
    this.#report(
      new PeekError(
        "PEEK_W_DROPPED",
        `${records === 1 ? "An event was" : `${records} events were`} dropped: ${reason}. stats() has the totals.`,
      ),
    );
  }
}
