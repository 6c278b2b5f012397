import {
  BIGINT,
  DOUBLE,
  INTEGER,
  TIMESTAMP_MS,
  UBIGINT,
  UINTEGER,
  USMALLINT,
  UTINYINT,
  UUID,
  VARCHAR,
} from "@duckdb/node-api";
import type { DictionaryColumn, TextColumn } from "../database/schema.ts";
import {
  CONSUMER_SOURCE_CODES,
  DICTIONARY_COLUMNS,
  OUTCOME_CODES,
  TEXT_COLUMNS,
  ZERO_BUCKET,
} from "../database/schema.ts";
import type { FrameGroup } from "../frame/decode-frame.ts";
import type { FrameHeader, StringField } from "../frame/frame.ts";
import type { Column } from "./column-writer.ts";
import type { Dictionary } from "./dictionary.ts";
import { latencyBucket } from "./latency-bucket.ts";
import { NullableColumn, writeHexWords, writeInteger } from "./words.ts";

/** Dictionary columns that come from a request's own fields; the others are the same for a whole frame. */
const FIELD_OF = {
  method: "method",
  route: "route",
  consumer: "consumer",
  consumer_name: "consumerName",
  consumer_group: "consumerGroup",
  error_type: "errorType",
  error_message: "errorMessage",
  protocol: "protocol",
  user_agent: "userAgent",
  client_address: "clientAddress",
} as const satisfies { [column in DictionaryColumn]?: StringField };

const TEXT_FIELD_OF = {
  path: "path",
  query: "query",
  error_stack: "errorStack",
  request_body: "requestBody",
  response_body: "responseBody",
  request_headers: "requestHeaders",
  response_headers: "responseHeaders",
  metadata: "metadata",
} as const satisfies { [column in TextColumn]: StringField };

/** A group, and where it stands in the log. */
interface GroupOfEntry {
  sequence: number;
  header: FrameHeader;
  group: FrameGroup;
  /** The group's first request in its entry. */
  firstRow: number;
}

/** Requests of one transaction as the columns of the table `requests`. What is not set is absent. */
export class RequestBatch {
  rows = 0;
  readonly timestamp: Float64Array;
  readonly dictionary: { [column in DictionaryColumn]: Uint32Array };
  readonly status: Uint16Array;
  readonly outcome: Uint8Array;
  /** Latency bucket of the duration. */
  readonly bucket: Int16Array;
  readonly requestBytes: NullableColumn;
  readonly responseBytes: NullableColumn;
  readonly #id: Uint32Array;
  readonly #time: Uint32Array;
  readonly #consumerSource: Uint8Array;
  readonly #duration: Float64Array;
  readonly #ttfb: NullableColumn;
  readonly #handler: NullableColumn;
  readonly #trace: NullableColumn;
  readonly #span: NullableColumn;
  readonly #skew: Int32Array;
  readonly #texts: { [column in TextColumn]?: (Uint8Array | undefined)[] } = {};

  constructor(capacity: number) {
    this.timestamp = new Float64Array(capacity);
    this.dictionary = columnsOf(DICTIONARY_COLUMNS, () => new Uint32Array(capacity));
    this.status = new Uint16Array(capacity);
    this.outcome = new Uint8Array(capacity);
    this.bucket = new Int16Array(capacity);
    this.#duration = new Float64Array(capacity);
    this.requestBytes = new NullableColumn(capacity, 2);
    this.responseBytes = new NullableColumn(capacity, 2);
    this.#id = new Uint32Array(capacity * 2);
    this.#time = new Uint32Array(capacity * 2);
    this.#consumerSource = new Uint8Array(capacity);
    this.#ttfb = new NullableColumn(capacity, 2);
    this.#handler = new NullableColumn(capacity, 2);
    this.#trace = new NullableColumn(capacity, 4);
    this.#span = new NullableColumn(capacity, 2);
    this.#skew = new Int32Array(capacity);
  }

  /** Adds the rows `from` … `to` of a group. */
  add(
    { sequence, header, group, firstRow }: GroupOfEntry,
    from: number,
    to: number,
    dictionary: Dictionary,
  ): void {
    const start = this.rows;
    const end = start + to - from;
    for (let row = start, source = from; row < end; row++, source++) {
      this.#id[row * 2] = ((sequence % 65_536) * 65_536 + firstRow + source) >>> 0;
      this.#id[row * 2 + 1] = Math.floor(sequence / 65_536);
      const time = Math.floor(group.timestamp[source]!);
      this.timestamp[row] = time;
      writeInteger(this.#time, row, time);
    }
    this.#addTexts(header, group, from, to, dictionary);
    this.#addNumbers(group, from, to);
    this.#skew.fill(header.clockSkewMs, start, end);
    this.rows = end;
  }

  #addTexts(
    header: FrameHeader,
    { text, strings }: FrameGroup,
    from: number,
    to: number,
    dictionary: Dictionary,
  ): void {
    const start = this.rows;
    const ids = new Uint32Array(strings.length);
    for (const name of DICTIONARY_COLUMNS) {
      const target = this.dictionary[name];
      const field = (FIELD_OF as { [column in DictionaryColumn]?: StringField })[name];
      if (field === undefined) {
        const value = resourceValue(header, name);
        target.fill(dictionary.idOf(value), start, start + to - from);
        continue;
      }
      const column = text[field];
      if (!column) continue;
      for (let row = start, source = from; source < to; row++, source++) {
        const index = column[source]!;
        if (index < 0) target[row] = 0;
        else target[row] = ids[index] ||= dictionary.idOf(strings.text(index));
      }
    }
    for (const name of TEXT_COLUMNS) {
      const column = text[TEXT_FIELD_OF[name]];
      if (!column) continue;
      const target = (this.#texts[name] ??= []);
      for (let row = start, source = from; source < to; row++, source++) {
        const index = column[source]!;
        if (index >= 0) target[row] = strings.bytes(index);
      }
    }
    this.#addCodes(this.outcome, text.outcome, strings, from, to, (value) =>
      Math.max(0, (OUTCOME_CODES as readonly string[]).indexOf(value)),
    );
    this.#addCodes(this.#consumerSource, text.consumerSource, strings, from, to, (value) => {
      return (CONSUMER_SOURCE_CODES as readonly string[]).indexOf(value) + 1;
    });
    this.#addHex(this.#trace, text.traceId, strings, from, to);
    this.#addHex(this.#span, text.spanId, strings, from, to);
  }

  #addCodes(
    target: Uint8Array,
    column: Int32Array | undefined,
    strings: FrameGroup["strings"],
    from: number,
    to: number,
    codeOf: (value: string) => number,
  ): void {
    if (!column) return;
    const codes = new Map<number, number>();
    for (let row = this.rows, source = from; source < to; row++, source++) {
      const index = column[source]!;
      let code = index < 0 ? 0 : codes.get(index);
      if (code === undefined) codes.set(index, (code = codeOf(strings.text(index))));
      target[row] = code;
    }
  }

  #addHex(
    target: NullableColumn,
    column: Int32Array | undefined,
    strings: FrameGroup["strings"],
    from: number,
    to: number,
  ): void {
    if (!column) return;
    for (let row = this.rows, source = from; source < to; row++, source++) {
      const index = column[source]!;
      if (index >= 0 && writeHexWords(target, row, strings.bytes(index))) target.setValid(row);
    }
  }

  #addNumbers({ number }: FrameGroup, from: number, to: number): void {
    const each = (
      column: Float64Array | undefined,
      set: (row: number, value: number) => void,
    ): void => {
      if (!column) return;
      for (let row = this.rows, source = from; source < to; row++, source++) {
        const value = column[source]!;
        if (!Number.isNaN(value)) set(row, value);
      }
    };
    this.bucket.fill(ZERO_BUCKET, this.rows, this.rows + to - from);
    each(number.durationMs, (row, value) => {
      this.#duration[row] = value;
      this.bucket[row] = latencyBucket(value);
    });
    each(number.status, (row, value) => (this.status[row] = value));
    each(number.ttfbMs, (row, value) => this.#ttfb.setDouble(row, value));
    each(number.handlerMs, (row, value) => this.#handler.setDouble(row, value));
    each(number.requestBytes, (row, value) => this.requestBytes.setInteger(row, value));
    each(number.responseBytes, (row, value) => this.responseBytes.setInteger(row, value));
  }

  /** In the order of the table. */
  columns(): Column[] {
    return [
      { type: UBIGINT, values: this.#id, width: 2 },
      { type: TIMESTAMP_MS, values: this.#time, width: 2 },
      ...DICTIONARY_COLUMNS.map((name) => ({ type: UINTEGER, values: this.dictionary[name] })),
      { type: USMALLINT, values: this.status },
      { type: UTINYINT, values: this.outcome },
      { type: UTINYINT, values: this.#consumerSource },
      { type: DOUBLE, values: this.#duration },
      this.#ttfb.column(DOUBLE),
      this.#handler.column(DOUBLE),
      this.requestBytes.column(BIGINT),
      this.responseBytes.column(BIGINT),
      this.#trace.column(UUID),
      this.#span.column(UBIGINT),
      { type: INTEGER, values: this.#skew },
      ...TEXT_COLUMNS.map((name) => ({ type: VARCHAR, texts: this.#texts[name] })),
    ];
  }
}

function resourceValue(header: FrameHeader, column: DictionaryColumn): string | undefined {
  if (column === "service") return header.service;
  if (column === "service_version") return header.serviceVersion;
  if (column === "environment") return header.environment;
  return header.host;
}

function columnsOf<K extends string, T>(names: readonly K[], create: () => T): { [name in K]: T } {
  return Object.fromEntries(names.map((name) => [name, create()])) as { [name in K]: T };
}
