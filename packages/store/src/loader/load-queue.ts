import type { FrameGroup } from "../frame/decode-frame.ts";
import { decodeFrame } from "../frame/decode-frame.ts";
import type { FrameHeader } from "../frame/frame.ts";
import { ENTRY_HEADER_BYTES } from "../log/log-entry.ts";

/** Rows of a transaction under load: one DuckDB row group, so that none is written twice. */
const ROW_GROUP = 122_880;

/** Bytes of the log after which a transaction takes nothing more: what it needs of memory and of time is bounded. */
export const TRANSACTION_BYTES = 32 * 1024 * 1024;

/** Part of an entry: what one transaction loads of it. */
export interface Portion {
  sequence: number;
  header: FrameHeader;
  groups: FrameGroup[];
  requests: number;
  from: number;
  to: number;
  bytes: number;
}

/** An entry as it came: what it holds takes several times as much memory. */
interface Entry {
  sequence: number;
  firstRow: number;
  bytes: number;
  entry: ArrayBuffer;
}

/** Acknowledged entries that are not in a file yet, in the order of their sequence. */
export class LoadQueue {
  #waiting: (Entry | Portion)[] = [];
  #bytes = 0;

  /** Bytes of the log that wait. */
  get bytes(): number {
    return this.#bytes;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** `firstRow` is where an earlier run left off. */
  push(sequence: number, firstRow: number, entry: ArrayBuffer): void {
    this.#waiting.push({ sequence, firstRow, bytes: entry.byteLength, entry });
    this.#bytes += entry.byteLength;
  }

  /**
   * The next transaction's worth, all received on one day: at most one row group of requests, as many other records, and
   * {@link TRANSACTION_BYTES}, or one entry that is larger by itself.
   */
  take(dayOf: (time: number) => string): Portion[] {
    const taken: Portion[] = [];
    let whole = 0;
    let [rows, others, bytes] = [0, 0, 0];
    for (;;) {
      const next = this.#decode(whole);
      if (!next || rows === ROW_GROUP) break;
      others += othersOf(next);
      bytes += next.bytes;
      const isFull = others > ROW_GROUP || bytes > TRANSACTION_BYTES;
      if (taken[0] && (isFull || !isSameDay(taken[0], next, dayOf))) break;
      const count = Math.min(next.to - next.from, ROW_GROUP - rows);
      rows += count;
      if (count < next.to - next.from) {
        taken.push({ ...next, to: next.from + count });
        this.#waiting[whole] = { ...next, from: next.from + count };
        break;
      }
      taken.push(next);
      this.#bytes -= next.bytes;
      whole++;
    }
    this.#waiting.splice(0, whole);
    return taken;
  }

  /** Takes back what could not be loaded. */
  putBack(portions: Portion[]): void {
    const last = portions.at(-1);
    const rest = this.#waiting[0];
    for (const { to, requests, bytes } of portions) this.#bytes += to === requests ? bytes : 0;
    const isDivided = last !== undefined && last.to < last.requests;
    if (isDivided && rest && "from" in rest) {
      rest.from = last.from;
      this.#waiting = [...portions.slice(0, -1), ...this.#waiting];
    } else this.#waiting = [...portions, ...this.#waiting];
  }

  #decode(index: number): Portion | undefined {
    const waiting = this.#waiting[index];
    if (!waiting || "header" in waiting) return waiting;
    const { sequence, firstRow, bytes, entry } = waiting;
    const { header, groups } = decodeFrame(Buffer.from(entry, ENTRY_HEADER_BYTES));
    const requests = groups.reduce((sum, group) => sum + group.header.requests, 0);
    const portion = { sequence, header, groups, requests, from: firstRow, to: requests, bytes };
    this.#waiting[index] = portion;
    return portion;
  }
}

/** An entry's events and summaries are loaded with its first request. */
export function othersOf({ header, requests, from }: Portion): number {
  return from === 0 ? header.records - requests : 0;
}

function isSameDay(a: Portion, b: Portion, dayOf: (time: number) => string): boolean {
  return dayOf(a.header.receivedAt) === dayOf(b.header.receivedAt);
}
