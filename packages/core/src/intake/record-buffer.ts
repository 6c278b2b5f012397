import type { ObservedRequest } from "../observed-request.ts";

/** Bytes of buffered bodies, headers and metadata that are held until the next write of a group. */
const MOST_EXTRA_BYTES = 1024 * 1024;

/** Records that wait to be written as a group, in the order in which they came. */
export class RecordBuffer {
  #records: ObservedRequest[] = [];
  #extraBytes = 0;

  get length(): number {
    return this.#records.length;
  }

  /** Whether the records hold so much that they should be written at once. */
  get isHeavy(): boolean {
    return this.#extraBytes > MOST_EXTRA_BYTES;
  }

  push(record: ObservedRequest): void {
    this.#records.push(record);
    if (hasExtras(record)) this.#extraBytes += extraBytes(record);
  }

  /** The oldest records, which stay. */
  peek(count: number): ObservedRequest[] {
    return this.#records.slice(0, count);
  }

  /** Takes out the oldest records. */
  take(count: number): ObservedRequest[] {
    const taken = this.#records.slice(0, count);
    this.#records = this.#records.slice(count);
    this.#extraBytes = 0;
    return taken;
  }
}

function hasExtras(record: ObservedRequest): boolean {
  return (
    record.metadata !== undefined ||
    record.requestBody !== undefined ||
    record.responseBody !== undefined ||
    record.requestHeaders !== undefined ||
    record.responseHeaders !== undefined
  );
}

function extraBytes(record: ObservedRequest): number {
  let bytes = (record.requestBody?.length ?? 0) + (record.responseBody?.length ?? 0);
  for (const fields of [record.metadata, record.requestHeaders, record.responseHeaders]) {
    for (const value of Object.values(fields ?? {})) {
      bytes += typeof value === "string" ? value.length : 8;
    }
  }
  return bytes;
}
