import type { RequestColumns } from "../request-columns.ts";
import { NUMBER_FIELDS, OBJECT_FIELDS, TEXT_FIELDS } from "../request-record.ts";
import type { Rejections } from "./rejections.ts";

/** Leaves the rejected records out; `index` keeps the positions of the others. */
export function keepValid(columns: RequestColumns, rejections: Rejections): RequestColumns {
  if (rejections.size === 0) return columns;
  const kept = columns.index.filter((position) => !rejections.has(position));
  const result: RequestColumns = {
    count: kept.length,
    index: kept,
    timestamp: Float64Array.from(kept, (i) => columns.timestamp[i]!),
    strings: columns.strings,
    text: {},
    number: {},
    object: {},
  };
  for (const field of TEXT_FIELDS) {
    const column = columns.text[field];
    if (column) result.text[field] = Int32Array.from(kept, (i) => column[i]!);
  }
  for (const field of NUMBER_FIELDS) {
    const column = columns.number[field];
    if (column) result.number[field] = Float64Array.from(kept, (i) => column[i]!);
  }
  for (const field of OBJECT_FIELDS) {
    const column = columns.object[field];
    if (column) result.object[field] = Array.from(kept, (i) => column[i]!);
  }
  return result;
}

/** 0, 1, 2 … */
export function positions(count: number): Uint32Array {
  const index = new Uint32Array(count);
  for (let i = 0; i < count; i++) index[i] = i;
  return index;
}
