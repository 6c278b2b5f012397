import type { IngestBatch, IngestGroup, RequestColumns, RequestRecord } from "@peekjs/protocol";
import { NUMBER_FIELDS, OBJECT_FIELDS, TEXT_FIELDS } from "@peekjs/protocol";

/** A time long before any test runs, so that nothing depends on today. */
export const NOON = Date.UTC(2026, 10, 21, 12);

export function requestRecord(overrides: Partial<RequestRecord> = {}): RequestRecord {
  return {
    timestamp: NOON,
    method: "GET",
    route: "/users/:id",
    path: "/users/7",
    status: 200,
    durationMs: 3.25,
    ...overrides,
  };
}

export function columnsOf(records: RequestRecord[], index?: number[]): RequestColumns {
  const strings: string[] = [];
  const ids = new Map<string, number>();
  const idOf = (text: string | undefined): number => {
    if (text === undefined) return -1;
    let id = ids.get(text);
    if (id === undefined) ids.set(text, (id = strings.push(text) - 1));
    return id;
  };
  const columns: RequestColumns = {
    count: records.length,
    index: Uint32Array.from(index ?? records.keys()),
    timestamp: Float64Array.from(records, ({ timestamp }) => timestamp),
    strings,
    text: {},
    number: {},
    object: {},
  };
  for (const field of TEXT_FIELDS) {
    if (!records.some((record) => record[field] !== undefined)) continue;
    columns.text[field] = Int32Array.from(records, (record) => idOf(record[field]));
  }
  for (const field of NUMBER_FIELDS) {
    if (!records.some((record) => record[field] !== undefined)) continue;
    columns.number[field] = Float64Array.from(records, (record) => record[field] ?? Number.NaN);
  }
  for (const field of OBJECT_FIELDS) {
    if (!records.some((record) => record[field] !== undefined)) continue;
    columns.object[field] = records.map((record) => record[field] ?? null);
  }
  return columns;
}

function groupOf(records: RequestRecord[], first?: number): IngestGroup {
  return {
    first,
    last: first === undefined ? undefined : first + records.length - 1,
    requests: columnsOf(records),
    events: [],
    summaries: [],
  };
}

export function batchOf(
  records: RequestRecord[],
  overrides: Partial<IngestBatch> & { first?: number } = {},
): IngestBatch {
  const { first, ...rest } = overrides;
  return {
    receivedAt: NOON,
    clockSkewMs: 0,
    resource: { service: "orders", environment: "production", host: "pod-3" },
    groups: [groupOf(records, first)],
    lost: [],
    ...rest,
  };
}
