import {
  BIGINT,
  LIST,
  SMALLINT,
  TIMESTAMP_MS,
  UINTEGER,
  USMALLINT,
  UTINYINT,
} from "@duckdb/node-api";
import type { Column } from "./column-writer.ts";
import type { RequestBatch } from "./request-batch.ts";
import { PairIndex } from "./pair-index.ts";
import { writeInteger } from "./words.ts";

const BUCKET_SPAN = 65_536;
const BUCKET_OFFSET = 32_768;

/** One row of a rollup: counts to be added to whatever the same key has elsewhere. */
export interface RollupRow {
  period: number;
  service: number;
  environment: number;
  method: number;
  route: number;
  status: number;
  outcome: number;
  consumer: number;
  requests: number;
  requestBytes: number;
  responseBytes: number;
  lastSeen: number;
}

/**
 * Counts one transaction's requests by period and dimensions, with their latencies as histograms. Rows for requests
 * come first, rows of their own after them.
 */
export class RollupBatch {
  readonly #batch: RequestBatch;
  readonly #periodMs: number;
  /** Per row, the first request counted in it: it has the row's dimensions. */
  readonly #example: Uint32Array;
  readonly #requests: Uint32Array;
  readonly #requestBytes: Float64Array;
  readonly #responseBytes: Float64Array;
  readonly #lastSeen: Float64Array;
  /** Row × 65,536 + bucket, one for each completed request. */
  readonly #latencies: Float64Array;
  readonly #counted: number;
  readonly #own: RollupRow[] = [];
  readonly #weighted: { key: number; count: number }[] = [];

  /** `combinations` numbers the dimensions of each request, see {@link numberCombinations}. */
  constructor(
    batch: RequestBatch,
    combinations: Uint32Array,
    periodMs: number,
    byConsumer: boolean,
  ) {
    const { rows, timestamp, outcome, bucket } = batch;
    const { consumer } = batch.dictionary;
    this.#batch = batch;
    this.#periodMs = periodMs;
    this.#example = new Uint32Array(rows);
    this.#requests = new Uint32Array(rows);
    this.#requestBytes = new Float64Array(rows);
    this.#responseBytes = new Float64Array(rows);
    this.#lastSeen = new Float64Array(rows);
    const latencies = new Float64Array(rows);
    const groups = new PairIndex();
    const consumers = new PairIndex();
    let counted = 0;
    let completed = 0;
    for (let row = 0; row < rows; row++) {
      const time = timestamp[row]!;
      let index = groups.indexOf(combinations[row]!, Math.floor(time / periodMs) >>> 0);
      if (byConsumer) index = consumers.indexOf(index, consumer[row]!);
      if (index === counted) {
        this.#example[index] = row;
        this.#lastSeen[index] = time;
        counted++;
      } else if (time > this.#lastSeen[index]!) this.#lastSeen[index] = time;
      this.#requests[index]!++;
      this.#requestBytes[index]! += batch.requestBytes.integer(row);
      this.#responseBytes[index]! += batch.responseBytes.integer(row);
      if (outcome[row] === 0) {
        latencies[completed++] = index * BUCKET_SPAN + bucket[row]! + BUCKET_OFFSET;
      }
    }
    this.#counted = counted;
    this.#latencies = latencies.subarray(0, completed).sort();
  }

  /** Adds a row of its own, with values per bucket. */
  addRow(row: RollupRow, histogram: [bucket: number, count: number][]): void {
    const index = this.rows;
    this.#own.push(row);
    for (const [bucket, count] of histogram) {
      this.#weighted.push({ key: index * BUCKET_SPAN + bucket + BUCKET_OFFSET, count });
    }
  }

  get rows(): number {
    return this.#counted + this.#own.length;
  }

  /** Times covered, milliseconds since 1970. */
  range(): [oldest: number, newest: number] | undefined {
    if (this.rows === 0) return undefined;
    let [oldest, newest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let index = 0; index < this.#counted; index++) {
      oldest = Math.min(oldest, this.#periodOf(this.#batch.timestamp[this.#example[index]!]!));
      newest = Math.max(newest, this.#lastSeen[index]!);
    }
    for (const { period, lastSeen } of this.#own) {
      oldest = Math.min(oldest, this.#periodOf(period));
      newest = Math.max(newest, lastSeen);
    }
    return [oldest, newest];
  }

  /** Begins of the periods that the rows are of. */
  periods(): Set<number> {
    const periods = new Set(this.#own.map(({ period }) => this.#periodOf(period)));
    let last = Number.NaN;
    for (let index = 0; index < this.#counted; index++) {
      const period = this.#periodOf(this.#batch.timestamp[this.#example[index]!]!);
      if (period !== last) periods.add((last = period));
    }
    return periods;
  }

  /** In the order of the rollup tables. */
  columns(byConsumer: boolean): Column[] {
    const { dictionary, status, outcome, timestamp } = this.#batch;
    const { offsets, buckets, counts } = this.#histograms();
    const fill = <T extends Uint8Array | Uint16Array | Uint32Array>(
      target: T,
      counted: (example: number, index: number) => number,
      own: (row: RollupRow) => number,
    ): T => {
      for (let index = 0; index < this.#counted; index++) {
        target[index] = counted(this.#example[index]!, index);
      }
      for (const [index, row] of this.#own.entries()) target[this.#counted + index] = own(row);
      return target;
    };
    const ids = (
      name: "service" | "environment" | "method" | "route" | "consumer",
    ): Uint32Array => {
      const column = dictionary[name];
      const isKnown = name !== "consumer" || byConsumer;
      return fill(
        new Uint32Array(this.rows),
        (example) => (isKnown ? column[example]! : 0),
        (row) => row[name],
      );
    };
    const integers = (
      counted: (example: number, index: number) => number,
      own: (row: RollupRow) => number,
    ): Uint32Array => {
      const words = new Uint32Array(this.rows * 2);
      for (let index = 0; index < this.#counted; index++) {
        writeInteger(words, index, counted(this.#example[index]!, index));
      }
      for (const [index, row] of this.#own.entries()) {
        writeInteger(words, this.#counted + index, own(row));
      }
      return words;
    };
    return [
      {
        type: TIMESTAMP_MS,
        width: 2,
        values: integers(
          (example) => this.#periodOf(timestamp[example]!),
          (row) => this.#periodOf(row.period),
        ),
      },
      { type: UINTEGER, values: ids("service") },
      { type: UINTEGER, values: ids("environment") },
      { type: UINTEGER, values: ids("method") },
      { type: UINTEGER, values: ids("route") },
      {
        type: USMALLINT,
        values: fill(
          new Uint16Array(this.rows),
          (example) => status[example]!,
          (row) => row.status,
        ),
      },
      {
        type: UTINYINT,
        values: fill(
          new Uint8Array(this.rows),
          (example) => outcome[example]!,
          (row) => row.outcome,
        ),
      },
      { type: UINTEGER, values: ids("consumer") },
      {
        type: UINTEGER,
        values: fill(
          new Uint32Array(this.rows),
          (_, index) => this.#requests[index]!,
          (row) => row.requests,
        ),
      },
      {
        type: BIGINT,
        width: 2,
        values: integers(
          (_, index) => this.#requestBytes[index]!,
          (row) => row.requestBytes,
        ),
      },
      {
        type: BIGINT,
        width: 2,
        values: integers(
          (_, index) => this.#responseBytes[index]!,
          (row) => row.responseBytes,
        ),
      },
      {
        type: TIMESTAMP_MS,
        width: 2,
        values: integers(
          (_, index) => this.#lastSeen[index]!,
          (row) => row.lastSeen,
        ),
      },
      { type: LIST(SMALLINT), lists: { offsets, items: buckets } },
      { type: LIST(UINTEGER), lists: { offsets, items: counts } },
    ];
  }

  #periodOf(time: number): number {
    return Math.floor(time / this.#periodMs) * this.#periodMs;
  }

  /** Sorting the keys puts the buckets of each row together, in order. */
  #histograms(): { offsets: Uint32Array; buckets: Int16Array; counts: Uint32Array } {
    const singles = this.#latencies;
    const offsets = new Uint32Array(this.rows + 1);
    const bound = singles.length + this.#weighted.length;
    const buckets = new Int16Array(bound);
    const counts = new Uint32Array(bound);
    let used = 0;
    let last = -1;
    const put = (key: number, count: number): void => {
      if (key === last) {
        counts[used - 1]! += count;
        return;
      }
      last = key;
      offsets[Math.floor(key / BUCKET_SPAN) + 1] = used + 1;
      buckets[used] = (key % BUCKET_SPAN) - BUCKET_OFFSET;
      counts[used++] = count;
    };
    for (const key of singles) put(key, 1);
    // Rows of their own come after all counted ones, so that the order holds.
    for (const { key, count } of this.#weighted.sort((a, b) => a.key - b.key)) put(key, count);
    for (let row = 1; row < offsets.length; row++) {
      if (offsets[row] === 0) offsets[row] = offsets[row - 1]!;
    }
    return { offsets, buckets: buckets.subarray(0, used), counts: counts.subarray(0, used) };
  }
}
