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
import { writeInteger } from "./words.ts";

const BUCKET_SPAN = 65_536;
const BUCKET_OFFSET = 32_768;
/** Combinations of service, environment, method, route, status and outcome are numbered below this. */
const CONSUMER_SPAN = 2 ** 32;

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

/** Counts one transaction's requests by period and dimensions, with their latencies as histograms. */
export class RollupBatch {
  readonly #periodMs: number;
  readonly #byConsumer: boolean;
  readonly #rows: RollupRow[] = [];
  readonly #index = new Map<number, Map<number, number>>();
  /** Row × 65,536 + bucket, weighted 1 each. */
  readonly #latencies: number[] = [];
  readonly #weighted: { key: number; count: number }[] = [];

  constructor(periodMs: number, byConsumer: boolean) {
    this.#periodMs = periodMs;
    this.#byConsumer = byConsumer;
  }

  /** `combinations` numbers the dimensions of each row, see {@link numberCombinations}. */
  addRequests(batch: RequestBatch, combinations: Uint32Array): void {
    const { dictionary, timestamp, status, outcome, bucket } = batch;
    let period = Number.NaN;
    let rowsOfPeriod = new Map<number, number>();
    for (let row = 0; row < batch.rows; row++) {
      const time = timestamp[row]!;
      const consumer = this.#byConsumer ? dictionary.consumer[row]! : 0;
      const at = time - (time % this.#periodMs);
      if (at !== period) {
        period = at;
        rowsOfPeriod = this.#index.get(period) ?? new Map<number, number>();
        this.#index.set(period, rowsOfPeriod);
      }
      const key = combinations[row]! * CONSUMER_SPAN + consumer;
      let index = rowsOfPeriod.get(key);
      if (index === undefined) {
        index = this.#rows.length;
        rowsOfPeriod.set(key, index);
        this.#rows.push({
          period,
          service: dictionary.service[row]!,
          environment: dictionary.environment[row]!,
          method: dictionary.method[row]!,
          route: dictionary.route[row]!,
          status: status[row]!,
          outcome: outcome[row]!,
          consumer,
          requests: 0,
          requestBytes: 0,
          responseBytes: 0,
          lastSeen: 0,
        });
      }
      const target = this.#rows[index]!;
      target.requests++;
      target.requestBytes += batch.requestBytes.integer(row);
      target.responseBytes += batch.responseBytes.integer(row);
      if (time > target.lastSeen) target.lastSeen = time;
      if (outcome[row] === 0) {
        this.#latencies.push(index * BUCKET_SPAN + bucket[row]! + BUCKET_OFFSET);
      }
    }
  }

  /** Adds a row of its own, with values per bucket. */
  addRow(row: RollupRow, histogram: [bucket: number, count: number][]): void {
    const index = this.#rows.length;
    this.#rows.push({ ...row, period: row.period - (row.period % this.#periodMs) });
    for (const [bucket, count] of histogram) {
      this.#weighted.push({ key: index * BUCKET_SPAN + bucket + BUCKET_OFFSET, count });
    }
  }

  get rows(): number {
    return this.#rows.length;
  }

  /** Times covered, milliseconds since 1970. */
  range(): [oldest: number, newest: number] | undefined {
    if (this.#rows.length === 0) return undefined;
    let [oldest, newest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const { period, lastSeen } of this.#rows) {
      oldest = Math.min(oldest, period);
      newest = Math.max(newest, lastSeen);
    }
    return [oldest, newest];
  }

  /** In the order of the rollup tables. */
  columns(): Column[] {
    const rows = this.#rows;
    const integers = (value: (row: RollupRow) => number): Uint32Array => {
      const words = new Uint32Array(rows.length * 2);
      for (const [index, row] of rows.entries()) writeInteger(words, index, value(row));
      return words;
    };
    const { offsets, buckets, counts } = this.#histograms();
    const ids = (field: "service" | "environment" | "method" | "route" | "consumer" | "requests") =>
      Uint32Array.from(rows, (row) => row[field]);
    return [
      { type: TIMESTAMP_MS, values: integers((row) => row.period), width: 2 },
      { type: UINTEGER, values: ids("service") },
      { type: UINTEGER, values: ids("environment") },
      { type: UINTEGER, values: ids("method") },
      { type: UINTEGER, values: ids("route") },
      { type: USMALLINT, values: Uint16Array.from(rows, (row) => row.status) },
      { type: UTINYINT, values: Uint8Array.from(rows, (row) => row.outcome) },
      { type: UINTEGER, values: ids("consumer") },
      { type: UINTEGER, values: ids("requests") },
      { type: BIGINT, values: integers((row) => row.requestBytes), width: 2 },
      { type: BIGINT, values: integers((row) => row.responseBytes), width: 2 },
      { type: TIMESTAMP_MS, values: integers((row) => row.lastSeen), width: 2 },
      { type: LIST(SMALLINT), lists: { offsets, items: buckets } },
      { type: LIST(UINTEGER), lists: { offsets, items: counts } },
    ];
  }

  /** Sorting the keys puts the buckets of each row together, in order. */
  #histograms(): { offsets: Uint32Array; buckets: Int16Array; counts: Uint32Array } {
    const singles = Float64Array.from(this.#latencies).sort();
    const offsets = new Uint32Array(this.#rows.length + 1);
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

/** Numbers the combinations of service, environment, method, route, status and outcome that occur in the batch. */
export function numberCombinations({
  rows,
  dictionary,
  status,
  outcome,
}: RequestBatch): Uint32Array {
  const numbers = new Uint32Array(rows);
  const services: Nested<Nested<Nested<Nested<Nested<number>>>>> = new Map();
  let next = 0;
  for (let row = 0; row < rows; row++) {
    const environments = childOf(services, dictionary.service[row]!);
    const methods = childOf(environments, dictionary.environment[row]!);
    const routes = childOf(methods, dictionary.method[row]!);
    const answers = childOf(routes, dictionary.route[row]!);
    const answer = status[row]! * 256 + outcome[row]!;
    const known = answers.get(answer);
    numbers[row] = known ?? next;
    if (known === undefined) answers.set(answer, next++);
  }
  return numbers;
}

type Nested<T> = Map<number, T>;

function childOf<T>(parent: Nested<Nested<T>>, key: number): Nested<T> {
  let child = parent.get(key);
  if (!child) parent.set(key, (child = new Map()));
  return child;
}
