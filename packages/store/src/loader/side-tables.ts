import {
  BIGINT,
  BOOLEAN,
  type DuckDBType,
  TIMESTAMP_MS,
  UBIGINT,
  UINTEGER,
  VARCHAR,
} from "@duckdb/node-api";
import type { Column } from "./column-writer.ts";
import type { Dictionary } from "./dictionary.ts";
import type { Portion } from "./load-queue.ts";
import type { RequestBatch } from "./request-batch.ts";
import type { TableRows } from "./transaction.ts";
import { NullableColumn, writeInteger } from "./words.ts";

/** Pairs of consumer and name after which the writer forgets what it has written. */
const MAX_REMEMBERED_NAMES = 100_000;

/** Neighbouring intervals of one instance become one row. */
export function acceptedTable(entries: Portion[]): TableRows {
  const rows: { instance: string; first: number; last: number; receivedAt: number }[] = [];
  const newest = new Map<string, { last: number }>();
  for (const { header } of entries) {
    const { instance, receivedAt } = header;
    if (instance === undefined) continue;
    for (const [first, last] of header.groups.flatMap(({ accepted }) => accepted)) {
      const before = newest.get(instance);
      if (before && before.last + 1 === first) before.last = last;
      else {
        const row = { instance, first, last, receivedAt };
        rows.push(row);
        newest.set(instance, row);
      }
    }
  }
  const received = integers(
    TIMESTAMP_MS,
    rows.map(({ receivedAt }) => receivedAt),
  );
  return { table: "accepted", rows: rows.length, columns: [...intervals(rows), received] };
}

export function lostTable(entries: Portion[]): TableRows {
  const rows = entries.flatMap(({ header }) =>
    header.lost.map((range) => ({ instance: header.instance ?? "", ...range })),
  );
  const reasons = texts(rows.map(({ reason }) => reason));
  return { table: "lost", rows: rows.length, columns: [...intervals(rows), reasons] };
}

export function keysTable(entries: Portion[]): TableRows {
  const rows = entries.flatMap(({ header: { receivedAt, idempotencyKey } }) =>
    idempotencyKey === undefined ? [] : [{ receivedAt, idempotencyKey }],
  );
  return {
    table: "idempotency_keys",
    rows: rows.length,
    columns: [
      integers(
        TIMESTAMP_MS,
        rows.map(({ receivedAt }) => receivedAt),
      ),
      texts(rows.map(({ idempotencyKey }) => idempotencyKey)),
    ],
  };
}

/** The name that each consumer had last, where it is another than before. */
export function consumerNamesTable(
  { dictionary, rows: requests }: RequestBatch,
  known: Map<number, number>,
): TableRows {
  if (known.size > MAX_REMEMBERED_NAMES) known.clear();
  const latest = new Map<number, number>();
  for (let row = 0; row < requests; row++) {
    const name = dictionary.consumer_name[row]!;
    const consumer = dictionary.consumer[row]!;
    if (name !== 0 && consumer !== 0) latest.set(consumer, name);
  }
  const rows = [...latest].filter(([consumer, name]) => known.get(consumer) !== name);
  for (const [consumer, name] of rows) known.set(consumer, name);
  return {
    table: "consumer_names",
    rows: rows.length,
    columns: [
      { type: UINTEGER, values: Uint32Array.from(rows, ([consumer]) => consumer) },
      { type: UINTEGER, values: Uint32Array.from(rows, ([, name]) => name) },
    ],
  };
}

export function loadsTable(
  { sequence, to, requests }: Portion,
  [oldest, newest]: [number, number],
): TableRows {
  return {
    table: "loads",
    rows: 1,
    columns: [
      integers(UBIGINT, [sequence]),
      { type: UINTEGER, values: Uint32Array.of(to) },
      { type: BOOLEAN, values: Uint8Array.of(to === requests ? 1 : 0) },
      integers(TIMESTAMP_MS, [oldest]),
      integers(TIMESTAMP_MS, [newest]),
    ],
  };
}

export function dictionaryTable({ fresh }: Dictionary): TableRows {
  return {
    table: "dictionary",
    rows: fresh.length,
    columns: [
      { type: UINTEGER, values: Uint32Array.from(fresh, ({ id }) => id) },
      texts(fresh.map(({ text }) => text)),
    ],
  };
}

function intervals(rows: { instance: string; first: number; last: number }[]): Column[] {
  return [
    texts(rows.map(({ instance }) => instance)),
    integers(
      BIGINT,
      rows.map(({ first }) => first),
    ),
    integers(
      BIGINT,
      rows.map(({ last }) => last),
    ),
  ];
}

export function integers(type: DuckDBType, values: number[]): Column {
  const words = new Uint32Array(values.length * 2);
  for (const [row, value] of values.entries()) writeInteger(words, row, Math.floor(value));
  return { type, values: words, width: 2 };
}

export function texts(values: (string | undefined)[]): Column {
  return { type: VARCHAR, texts: values };
}

export function nullableDoubles(values: (number | undefined)[]): NullableColumn {
  const column = new NullableColumn(values.length, 2);
  for (const [row, value] of values.entries()) {
    if (value !== undefined) column.setDouble(row, value);
  }
  return column;
}
