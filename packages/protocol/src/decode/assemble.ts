import type { RequestColumns } from "../request-columns.ts";
import { NUMBER_FIELDS, OBJECT_FIELDS, TEXT_FIELDS, type TextField } from "../request-record.ts";
import { keepValid, positions } from "./keep-valid.ts";
import { readNumbers } from "./number-column.ts";
import { readObjects } from "./object-column.ts";
import type { Rejections } from "./rejections.ts";

/** Validated requests and, by position, why the others are missing. */
export interface DecodedRequests {
  requests: RequestColumns;
  rejections: Rejections;
}

/** What rows and columns have in common, and where they differ. */
export interface RequestSource {
  timestamp: Float64Array;
  /** Dictionary of the text columns; {@link RequestSource.readTexts} may add to it. */
  strings: string[];
  rejections: Rejections;
  /** The values of a field, or undefined where it is absent throughout. */
  column(field: string): readonly unknown[] | undefined;
  /** Indexes into the dictionary, −1 = absent. */
  readTexts(field: TextField, source: readonly unknown[]): Int32Array;
}

/** Reads and checks every field, then leaves the rejected records out. */
export function assemble(source: RequestSource): DecodedRequests {
  const { timestamp, strings, rejections } = source;
  const count = timestamp.length;
  const requests: RequestColumns = {
    count,
    index: positions(count),
    timestamp,
    strings,
    text: {},
    number: {},
    object: {},
  };
  for (const field of TEXT_FIELDS) {
    const values = source.column(field);
    if (values) requests.text[field] = source.readTexts(field, values);
  }
  for (const field of NUMBER_FIELDS) {
    const values = source.column(field);
    if (values) requests.number[field] = readNumbers(field, values, rejections);
  }
  for (const field of OBJECT_FIELDS) {
    const values = source.column(field);
    if (values) requests.object[field] = readObjects(field, values, rejections);
  }
  requireFields(requests, rejections);
  return { requests: keepValid(requests, rejections), rejections };
}

function requireFields({ count, text, number }: RequestColumns, rejections: Rejections): void {
  const { method } = text;
  const { durationMs } = number;
  for (let i = 0; i < count; i++) {
    if (!method || method[i] === -1) rejections.add(i, "PEEK_E_REQUIRED", "method is missing");
    if (!durationMs || Number.isNaN(durationMs[i])) {
      rejections.add(i, "PEEK_E_REQUIRED", "durationMs is missing");
    }
  }
}
