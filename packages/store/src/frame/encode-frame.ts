import type { IngestBatch, RequestColumns } from "@peekjs/protocol";
import { NUMBER_FIELDS, OBJECT_FIELDS, TEXT_FIELDS } from "@peekjs/protocol";
import { ENTRY_HEADER_BYTES } from "../log/log-entry.ts";
import type { FreshGroup } from "../fresh-group.ts";
import type { CarriedStats, FrameGroupHeader, StringField, WrittenHeader } from "./frame.ts";
import { aligned } from "./frame.ts";
import { shareContexts } from "./shared-contexts.ts";

interface EncodedGroup {
  header: FrameGroupHeader;
  columns: RequestColumns;
  strings: string[];
  /** All strings in a row, when they are ASCII: written at once. */
  joined: string | undefined;
  stringColumns: Int32Array[];
}

/**
 * The log entry of a batch, its own header still to be sealed: header length, header (JSON), then per group the
 * dictionary's end offsets and UTF-8 bytes and the columns as aligned typed arrays.
 */
export function encodeFrame(batch: IngestBatch, groups: FreshGroup[]): Buffer {
  const encoded = groups.map(encodeGroup);
  const header = Buffer.from(JSON.stringify(frameHeader(batch, encoded)));
  const bound =
    ENTRY_HEADER_BYTES +
    8 +
    aligned(header.length) +
    encoded.reduce((sum, g) => sum + bytesOf(g), 0);
  const entry = Buffer.alloc(bound);
  let offset = ENTRY_HEADER_BYTES;
  entry.writeUInt32LE(header.length, offset);
  entry.writeUInt32LE(0, offset + 4);
  header.copy(entry, offset + 8);
  offset += 8 + aligned(header.length);
  for (const group of encoded) offset = writeGroup(entry, offset, group);
  return entry;
}

function frameHeader(batch: IngestBatch, groups: EncodedGroup[]): WrittenHeader {
  const { resource, sdk, instance } = batch;
  return {
    receivedAt: batch.receivedAt,
    clockSkewMs: batch.clockSkewMs,
    service: resource.service,
    serviceVersion: resource.serviceVersion,
    environment: resource.environment,
    host: resource.host,
    instance,
    idempotencyKey: instance === undefined ? batch.idempotencyKey : undefined,
    sdk: sdk && `${sdk.name} ${sdk.version}`,
    stats: instance === undefined ? undefined : carriedStats(batch),
    records: groups.reduce(
      (sum, { header }) => sum + header.requests + header.events.length + header.summaries.length,
      0,
    ),
    lost: batch.lost,
    groups: groups.map(({ header }) => ({ ...header, ...shareContexts(header.events) })),
  };
}

function carriedStats({ stats, groups }: IngestBatch): CarriedStats | undefined {
  const carried = groups.reduce(
    (sum, { first = 1, last = 0, summaries }) => sum + last - first + 1 - summaries.length,
    0,
  );
  return stats && { ...stats, carried };
}

function encodeGroup(group: FreshGroup): EncodedGroup {
  const { requests, events, summaries, accepted, repeated } = group;
  const present: StringField[] = [];
  const stringColumns: Int32Array[] = [];
  let strings = requests.strings;
  for (const field of TEXT_FIELDS) {
    const column = requests.text[field];
    if (!column) continue;
    present.push(field);
    stringColumns.push(column);
  }
  for (const field of OBJECT_FIELDS) {
    const column = requests.object[field];
    if (!column) continue;
    if (strings === requests.strings) strings = requests.strings.slice();
    present.push(field);
    stringColumns.push(
      Int32Array.from(column, (value) => (value ? strings.push(JSON.stringify(value)) - 1 : -1)),
    );
  }
  if (requests.count === 0) strings = [];
  const joined = strings.join("");
  const isAscii = Buffer.byteLength(joined) === joined.length;
  const stringBytes = isAscii
    ? joined.length
    : strings.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  return {
    header: {
      accepted,
      requests: requests.count,
      strings: strings.length,
      stringBytes,
      stringColumns: present,
      numberColumns: NUMBER_FIELDS.filter((field) => requests.number[field]),
      events,
      summaries,
      repeated,
    },
    columns: requests,
    strings,
    joined: isAscii ? joined : undefined,
    stringColumns,
  };
}

function bytesOf({ header }: EncodedGroup): number {
  return (
    aligned(header.strings * 4) +
    aligned(header.stringBytes) +
    header.requests * 8 * (1 + header.numberColumns.length) +
    aligned(header.requests * 4) * header.stringColumns.length
  );
}

function writeGroup(entry: Buffer, start: number, group: EncodedGroup): number {
  const { header, columns, strings } = group;
  let offset = start + aligned(header.strings * 4);
  const ends = new Uint32Array(entry.buffer, start, header.strings);
  if (group.joined !== undefined) entry.write(group.joined, offset, "latin1");
  let end = 0;
  for (let index = 0; index < strings.length; index++) {
    const text = strings[index]!;
    end += group.joined === undefined ? entry.write(text, offset + end) : text.length;
    ends[index] = end;
  }
  offset += aligned(header.stringBytes);
  const copy = (column: Float64Array | Int32Array): void => {
    entry.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), offset);
    offset += aligned(column.byteLength);
  };
  copy(columns.timestamp);
  for (const field of header.numberColumns) copy(columns.number[field]!);
  for (const column of group.stringColumns) copy(column);
  return offset;
}
