import type { DuckDBAppender, DuckDBType } from "@duckdb/node-api";
import { DuckDBDataChunk } from "@duckdb/node-api";
import duckdb from "@duckdb/node-bindings";

/** Rows of a DuckDB vector. */
const CHUNK_ROWS = 2_048;

type Numbers =
  | Uint8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

/** Bytes of UTF-8 or texts. */
type Texts = readonly (Uint8Array | string | undefined)[];

/** A column in memory, laid out as DuckDB lays it out. */
export type Column =
  | {
      type: DuckDBType;
      values: Numbers;
      valid?: Uint8Array | undefined;
      width?: number | undefined;
    }
  | { type: DuckDBType; texts: Texts | undefined }
  | { type: DuckDBType; lists: { offsets: Uint32Array; items: Numbers } };

/** Appends `rows` rows of the columns, by copying whole chunks. */
export function appendColumns(appender: DuckDBAppender, columns: Column[], rows: number): void {
  const chunk = DuckDBDataChunk.create(columns.map(({ type }) => type));
  for (let start = 0; start < rows; start += CHUNK_ROWS) {
    const count = Math.min(CHUNK_ROWS, rows - start);
    chunk.reset();
    for (const [index, column] of columns.entries()) {
      const vector = duckdb.data_chunk_get_vector(chunk.chunk, index);
      if ("texts" in column) copyTexts(vector, column.texts, start, count);
      else if ("lists" in column) copyLists(vector, column.lists, start, count);
      else copyNumbers(vector, column, start, count);
    }
    chunk.rowCount = count;
    appender.appendDataChunk(chunk);
  }
}

function copyNumbers(
  vector: duckdb.Vector,
  {
    values,
    valid,
    width = 1,
  }: { values: Numbers; valid?: Uint8Array | undefined; width?: number | undefined },
  start: number,
  count: number,
): void {
  const bytes = values.BYTES_PER_ELEMENT * width;
  const from = values.byteOffset + start * bytes;
  duckdb.copy_data_to_vector(vector, 0, values.buffer as ArrayBuffer, from, count * bytes);
  if (valid) copyValidity(vector, valid, start / 8, count);
}

const NONE_VALID = new Uint8Array(CHUNK_ROWS / 8);

function copyTexts(
  vector: duckdb.Vector,
  texts: Texts | undefined,
  start: number,
  count: number,
): void {
  if (!texts) {
    copyValidity(vector, NONE_VALID, 0, count);
    return;
  }
  let valid: Uint8Array | undefined;
  for (let row = 0; row < count; row++) {
    const text = texts[start + row];
    if (text !== undefined) assignText(vector, row, text);
    else {
      valid ??= new Uint8Array(CHUNK_ROWS / 8).fill(255);
      valid[row >> 3]! &= ~(1 << (row & 7));
    }
  }
  if (valid) copyValidity(vector, valid, 0, count);
}

/** Copying a text costs less than making bytes of it first. */
function assignText(vector: duckdb.Vector, row: number, text: Uint8Array | string): void {
  if (typeof text === "string") duckdb.vector_assign_string_element(vector, row, text);
  else duckdb.vector_assign_string_element_len(vector, row, text);
}

function copyLists(
  vector: duckdb.Vector,
  { offsets, items }: { offsets: Uint32Array; items: Numbers },
  start: number,
  count: number,
): void {
  const first = offsets[start]!;
  const length = offsets[start + count]! - first;
  // Per row: offset and length, 64 bits each.
  const entries = new Uint32Array(count * 4);
  for (let row = 0; row < count; row++) {
    entries[row * 4] = offsets[start + row]! - first;
    entries[row * 4 + 2] = offsets[start + row + 1]! - offsets[start + row]!;
  }
  duckdb.copy_data_to_vector(vector, 0, entries.buffer, 0, entries.byteLength);
  duckdb.list_vector_reserve(vector, length);
  duckdb.list_vector_set_size(vector, length);
  if (length === 0) return;
  const child = duckdb.list_vector_get_child(vector);
  const size = items.BYTES_PER_ELEMENT;
  const from = items.byteOffset + first * size;
  duckdb.copy_data_to_vector(child, 0, items.buffer as ArrayBuffer, from, length * size);
}

function copyValidity(vector: duckdb.Vector, valid: Uint8Array, from: number, count: number): void {
  duckdb.vector_ensure_validity_writable(vector);
  const bytes = Math.ceil(count / 64) * 8;
  duckdb.copy_data_to_vector_validity(
    vector,
    0,
    valid.buffer as ArrayBuffer,
    valid.byteOffset + from,
    bytes,
  );
}
