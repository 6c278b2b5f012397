import type {
  AppendResult,
  Completeness,
  CompletenessQuery,
  IngestBatch,
  Erasure,
  ProductEventCounts,
  ProductEventCountsQuery,
  ProductEventsPage,
  ProductEventsQuery,
  RequestsPage,
  RequestsQuery,
  ServiceInfo,
  SessionsPage,
  SessionsQuery,
  SessionSummary,
  SessionSummaryQuery,
  SessionTimeline,
  SessionTimelineQuery,
  Store,
  StoreStatus,
  Timeseries,
  TimeseriesQuery,
  TopQuery,
  TopResult,
  UserProfile,
  UserTimeline,
  UserTimelineQuery,
} from "@peekjs/protocol";
import type { FolderLock } from "@peekjs/protocol/node";
import type { Admission, Claim } from "./admission.ts";
import type { Backlog, Load } from "./backlog.ts";
import type { StoreDirectory } from "./directory.ts";
import { bytesBelow } from "./directory.ts";
import type { DiskProbe } from "./disk-probe.ts";
import { encodeFrame } from "./frame/encode-frame.ts";
import type { LogWriter } from "./log/log-writer.ts";
import { closedError, silentError, tooLargeError } from "./errors.ts";
import type { QuestionName, Questions } from "./messages.ts";
import { MAX_REQUESTS_PER_ENTRY, requestId } from "./request-id.ts";
import type { StoreWorker } from "./store-worker.ts";

/** Milliseconds without an answer, after which a database does not only have much to do: no statement may take as long. */
const LONGEST_SILENCE = 60_000;

/** What the parts of a store share. */
export interface StoreParts {
  directory: StoreDirectory;
  lock: FolderLock;
  admission: Admission;
  log: LogWriter;
  probe: DiskProbe;
  worker: StoreWorker;
  backlog: Backlog;
}

/** Appends go to the log; everything else is asked of the worker. */
export class EmbeddedStore implements Store {
  readonly #parts: StoreParts;
  #closing: Promise<void> | undefined;

  constructor(parts: StoreParts) {
    this.#parts = parts;
  }

  append(batch: IngestBatch): Promise<AppendResult> {
    const { admission, backlog } = this.#parts;
    if (this.#closing) return Promise.reject(closedError());
    const refusal = backlog.refusal();
    if (refusal) return Promise.reject(refusal);
    return admission.admit(batch, (claim) => this.#write(batch, claim));
  }

  knownSince(keys: readonly string[]): Promise<(number | undefined)[]> {
    if (this.#closing) return Promise.reject(closedError());
    return this.#parts.admission.knownSince(keys);
  }

  async #write(batch: IngestBatch, claim: Claim): Promise<AppendResult> {
    const { log, backlog } = this.#parts;
    const { groups, accepted, duplicates } = claim;
    const requests = groups.reduce((sum, group) => sum + group.requests.count, 0);
    const events = groups.reduce((sum, group) => sum + group.events.length, 0);
    const count = Math.max(requests, events);
    if (count > MAX_REQUESTS_PER_ENTRY) throw tooLargeError(count);
    const freshEvents = groups.flatMap((group) => group.events);
    const result: AppendResult = { accepted, duplicates, fresh: [], freshEvents };
    const numbers = groups.some((group) => group.accepted.length > 0);
    const account = batch.instance !== undefined && batch.stats !== undefined;
    if (accepted === 0 && !numbers && batch.lost.length === 0 && !account) return result;
    const load: Load = { records: accepted, bytes: 0 };
    const written = log.append((sequence) => {
      let row = 0;
      for (const { requests } of groups) {
        if (requests.count === 0) continue;
        const ids = Array.from({ length: requests.count }, () => requestId(sequence, row++));
        result.fresh.push({ ids, requests });
      }
      const entry = encodeFrame(batch, groups);
      load.bytes = entry.length;
      return entry;
    });
    backlog.add(load);
    try {
      await written;
    } catch (error) {
      backlog.remove(load);
      throw error;
    }
    return result;
  }

  timeseries(query: TimeseriesQuery): Promise<Timeseries> {
    return this.#ask("timeseries", query);
  }

  top(query: TopQuery): Promise<TopResult> {
    return this.#ask("top", query);
  }

  requests(query: RequestsQuery): Promise<RequestsPage> {
    return this.#ask("requests", query);
  }

  services(): Promise<ServiceInfo[]> {
    return this.#ask("services", undefined);
  }

  completeness(query: CompletenessQuery): Promise<Completeness> {
    return this.#ask("completeness", query);
  }

  productEvents(query: ProductEventsQuery): Promise<ProductEventsPage> {
    return this.#ask("productEvents", query);
  }

  productEventCounts(query: ProductEventCountsQuery): Promise<ProductEventCounts> {
    return this.#ask("productEventCounts", query);
  }

  user(id: string): Promise<UserProfile | undefined> {
    return this.#ask("user", id);
  }

  userTimeline(query: UserTimelineQuery): Promise<UserTimeline> {
    return this.#ask("userTimeline", query);
  }

  sessions(query: SessionsQuery): Promise<SessionsPage> {
    return this.#ask("sessions", query);
  }

  sessionTimeline(query: SessionTimelineQuery): Promise<SessionTimeline | undefined> {
    return this.#ask("sessionTimeline", query);
  }

  sessionSummary(query: SessionSummaryQuery): Promise<SessionSummary> {
    return this.#ask("sessionSummary", query);
  }

  checkErasure(id: string): Promise<void> {
    return this.#ask("checkErasure", id);
  }

  async eraseUser(id: string): Promise<Erasure> {
    const [asked] = await Promise.allSettled([this.#ask("eraseUser", id)]);
    // Also when it could not be finished: what was deleted is in the log, too.
    const [emptied] = await Promise.allSettled([this.#emptyLog()]);
    if (asked.status === "rejected") throw asked.reason;
    if (emptied.status === "rejected") throw emptied.reason;
    return asked.value;
  }

  async checkWritable(): Promise<void> {
    const { log, probe } = this.#parts;
    this.#checkAlive();
    if (log.failure) throw log.failure;
    await probe.check();
  }

  async status(): Promise<StoreStatus> {
    const { backlog, directory, worker } = this.#parts;
    this.#checkAlive();
    const bytesOnDisk = await bytesBelow(directory.root);
    return { backlogRecords: backlog.records, bytesOnDisk, oldest: worker.oldest };
  }

  #checkAlive(): void {
    const { backlog, worker } = this.#parts;
    if (this.#closing) throw closedError();
    if (backlog.failure) throw backlog.failure;
    const silence = worker.silence();
    if (silence > LONGEST_SILENCE) throw silentError(silence);
  }

  /** Deletes what of the log is loaded. */
  async #emptyLog(): Promise<void> {
    const { log } = this.#parts;
    await log.rotate();
    await this.#ask("checkpoint", undefined);
    await log.removed();
  }

  #ask<N extends QuestionName>(
    name: N,
    query: Questions[N]["query"],
  ): Promise<Questions[N]["answer"]> {
    return this.#closing ? Promise.reject(closedError()) : this.#parts.worker.ask(name, query);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { log, worker, lock } = this.#parts;
    try {
      await log.flush();
      await worker.close().finally(() => log.close());
    } finally {
      await lock.release();
    }
  }
}
