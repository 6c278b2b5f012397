import { PeekError } from "@peekjs/protocol";
import type { Lane } from "./lane.ts";
import type { UserMatcher } from "./user-matcher.ts";
import { countRecords, withoutUser, type Outgoing } from "./outgoing.ts";
import type { KeptRecord } from "./storage.ts";

/** Records that are held back at most; what comes beyond it is given up. */
const MOST_RECORDS = 5_000;

/** Milliseconds between two tries. */
const RETRY_INTERVAL = 10_000;

/** Milliseconds between two reports. */
const REPORT_INTERVAL = 60_000;

/** What one destination does not have of a batch: the end of it. */
export interface Rest {
  readonly lane: Lane;
  readonly outgoing: Outgoing;
}

/** A batch that some destinations could not take in. */
export interface HeldBatch {
  rests: readonly Rest[];
  /** Called when every destination has it. */
  readonly done: () => Promise<void>;
}

/** Batches that destinations could not take in, on a full disk for instance: handed over again until they can. */
export class HeldBack {
  readonly #reportError: (error: unknown) => void;
  readonly #batches = new Set<HeldBatch>();
  #records = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #retrying: Promise<void> | undefined;
  #isClosed = false;
  /** Given up since the last report. */
  #dropped = 0;
  #reportedAt = Number.NEGATIVE_INFINITY;

  constructor(reportError: (error: unknown) => void) {
    this.#reportError = reportError;
  }

  /** Returns false when there is no room: the batch is given up, and that is reported. */
  hold(batch: HeldBatch): boolean {
    const records = countRecords(longest(batch));
    if (this.#records + records > MOST_RECORDS) {
      this.#drop(records);
      return false;
    }
    this.#records += records;
    this.#batches.add(batch);
    this.#schedule();
    return true;
  }

  /** Forgets what is about a user. Resolves with how many records. */
  async erase(user: UserMatcher): Promise<number> {
    await this.#retrying;
    let erased = 0;
    for (const batch of this.#batches) {
      const before = countRecords(longest(batch));
      for (const { outgoing } of batch.rests) withoutUser(outgoing, user);
      erased += before - countRecords(longest(batch));
    }
    this.#records -= erased;
    return erased;
  }

  /** What is about a user, as it came. */
  *find(user: UserMatcher): Generator<KeptRecord> {
    for (const batch of this.#batches) {
      const { events, requests } = longest(batch);
      for (const payload of [...events, ...requests]) {
        if (user.matches(payload)) yield { payload };
      }
    }
  }

  /** Tries no more. What is held back is not done. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#retrying;
  }

  #schedule(): void {
    if (this.#isClosed || this.#timer !== undefined || this.#batches.size === 0) return;
    this.#timer = setTimeout(() => {
      this.#retrying = this.#retryAll().finally(() => {
        this.#timer = undefined;
        this.#schedule();
      });
    }, RETRY_INTERVAL);
    if (typeof this.#timer === "object") this.#timer.unref();
  }

  async #retryAll(): Promise<void> {
    await Promise.all([...this.#batches].map((batch) => this.#retry(batch)));
  }

  async #retry(batch: HeldBatch): Promise<void> {
    const before = countRecords(longest(batch));
    batch.rests = await pushToAll(batch.rests);
    this.#records -= before - countRecords(longest(batch));
    if (batch.rests.length > 0) return;
    this.#batches.delete(batch);
    await batch.done();
  }

  #drop(records: number): void {
    this.#dropped += records;
    if (performance.now() - this.#reportedAt < REPORT_INTERVAL) return;
    const message = `${this.#dropped} records are lost to destinations that could not take them in for long. Look at what is reported of these, and at the disk.`;
    this.#dropped = 0;
    this.#reportedAt = performance.now();
    this.#reportError(new PeekError("PEEK_W_DESTINATION_DROPPED", message));
  }
}

/** Resolves with what could not be handed over. */
export async function pushToAll(rests: readonly Rest[]): Promise<readonly Rest[]> {
  const left = await Promise.all(
    rests.map(async ({ lane, outgoing }) => ({ lane, outgoing: await lane.push(outgoing) })),
  );
  return left.filter((rest): rest is Rest => rest.outgoing !== undefined);
}

const NOTHING: Outgoing = { source: {}, events: [], requests: [] };

/** All that some destination does not have: of a batch, each lacks what comes behind some place. */
function longest({ rests }: HeldBatch): Outgoing {
  return rests
    .map(({ outgoing }) => outgoing)
    .reduce((most, one) => (countRecords(one) > countRecords(most) ? one : most), NOTHING);
}
