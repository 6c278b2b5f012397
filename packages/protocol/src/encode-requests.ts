import { TEXT_LIMITS } from "./limits.ts";
import type { NumberField, ObjectField, RequestRecord, TextField } from "./request-record.ts";
import { truncate } from "./truncate.ts";

type Records = readonly RequestRecord[];
type Readers<Field extends keyof RequestRecord> = {
  readonly [F in Field]: (record: RequestRecord) => RequestRecord[F];
};

// One function for each field: a field read by a variable name takes several times as long.
const TEXTS: Readers<TextField> = {
  method: (record) => record.method,
  route: (record) => record.route,
  path: (record) => record.path,
  query: (record) => record.query,
  outcome: (record) => record.outcome,
  consumer: (record) => record.consumer,
  consumerName: (record) => record.consumerName,
  consumerGroup: (record) => record.consumerGroup,
  consumerSource: (record) => record.consumerSource,
  errorType: (record) => record.errorType,
  errorMessage: (record) => record.errorMessage,
  errorStack: (record) => record.errorStack,
  traceId: (record) => record.traceId,
  spanId: (record) => record.spanId,
  protocol: (record) => record.protocol,
  userAgent: (record) => record.userAgent,
  clientAddress: (record) => record.clientAddress,
  requestBody: (record) => record.requestBody,
  responseBody: (record) => record.responseBody,
};
const NUMBERS: Readers<NumberField> = {
  status: (record) => record.status,
  durationMs: (record) => record.durationMs,
  ttfbMs: (record) => record.ttfbMs,
  handlerMs: (record) => record.handlerMs,
  requestBytes: (record) => record.requestBytes,
  responseBytes: (record) => record.responseBytes,
};
const OBJECTS: Readers<ObjectField> = {
  requestHeaders: (record) => record.requestHeaders,
  responseHeaders: (record) => record.responseHeaders,
  metadata: (record) => record.metadata,
};
const TEXT_COLUMNS = Object.entries(TEXTS) as [TextField, (record: RequestRecord) => unknown][];
const NUMBER_COLUMNS = Object.entries(NUMBERS);
const OBJECT_COLUMNS = Object.entries(OBJECTS);

/**
 * The JSON text of requests as columns (a `WireColumns` object). Texts are cut to their limits, timestamps rounded to
 * milliseconds and other numbers to thousandths; empty texts and numbers that JSON cannot carry become absent.
 * Hostile values are survived: nothing is thrown.
 *
 * @example
 * ```ts
 * const group = `{"first":${first},"last":${last},"requests":${encodeRequests(records)}}`;
 * ```
 */
export function encodeRequests(records: Records): string {
  const base = earliest(records);
  const dictionary = new Map<string, number>();
  const columns: Record<string, unknown> = {
    count: records.length,
    base,
    timestamp: records.map(({ timestamp }) => rounded(timestamp, 1) - base),
  };
  for (const [field, read] of TEXT_COLUMNS) {
    columns[field] = textColumn(records, read, TEXT_LIMITS[field], dictionary);
  }
  for (const [field, read] of NUMBER_COLUMNS) columns[field] = numberColumn(records, read);
  columns["strings"] = [...dictionary.keys()];
  let json = JSON.stringify(columns).slice(0, -1);
  for (const [field, read] of OBJECT_COLUMNS) {
    if (records.some((record) => read(record) !== undefined)) {
      json += `,"${field}":[${records.map((record) => object(read(record))).join()}]`;
    }
  }
  return `${json}}`;
}

function earliest(records: Records): number {
  let base = Infinity;
  for (const { timestamp } of records) if (timestamp < base) base = timestamp;
  return Number.isFinite(base) ? Math.round(base) : 0;
}

/** Indexes into the dictionary, or undefined where no record has the field. */
function textColumn(
  records: Records,
  read: (record: RequestRecord) => unknown,
  limit: number,
  dictionary: Map<string, number>,
): number[] | undefined {
  let column: number[] | undefined;
  let previous: string | undefined;
  let previousIndex = -1;
  for (let i = 0; i < records.length; i++) {
    const value = read(records[i]!);
    if (value === undefined && column === undefined) continue;
    column ??= Array.from({ length: i }, () => -1);
    if (typeof value !== "string" || value === "") {
      column.push(-1);
      continue;
    }
    if (value !== previous) {
      const text = value.length > limit ? truncate(value, limit) : value;
      previous = value;
      previousIndex = dictionary.get(text) ?? dictionary.size;
      if (previousIndex === dictionary.size) dictionary.set(text, previousIndex);
    }
    column.push(previousIndex);
  }
  return column;
}

/** Numbers, or undefined where no record has the field. */
function numberColumn(
  records: Records,
  read: (record: RequestRecord) => unknown,
): number[] | undefined {
  let column: number[] | undefined;
  for (let i = 0; i < records.length; i++) {
    const value = read(records[i]!);
    if (value === undefined && column === undefined) continue;
    column ??= Array.from({ length: i }, () => Number.NaN);
    column.push(rounded(value, 1_000));
  }
  return column;
}

/** JSON writes NaN, the answer for what is no number, as null. */
function rounded(value: unknown, parts: number): number {
  if (typeof value !== "number") return Number.NaN;
  return Number.isInteger(value) ? value : Math.round(value * parts) / parts;
}

/** By itself, since one value that JSON cannot carry may not cost its neighbours. */
function object(value: unknown): string {
  try {
    return JSON.stringify(value) ?? "null";
  } catch {
    return "null";
  }
}
