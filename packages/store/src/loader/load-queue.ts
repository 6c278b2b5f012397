import type { FrameGroup } from "../frame/decode-frame.ts";
import { decodeFrame } from "../frame/decode-frame.ts";
import type { FrameHeader } from "../frame/frame.ts";
import { ENTRY_HEADER_BYTES } from "../log/log-entry.ts";

/** Rows of a transaction under load: one DuckDB row group, so that none is written twice. */
export const ROW_GROUP = 122_880;

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

/** Acknowledged entries that are not in a file yet, in the order of their sequence. */
export class LoadQueue {
  readonly #portions: Portion[] = [];
  #requests = 0;

  get requests(): number {
    return this.#requests;
  }

  get isEmpty(): boolean {
    return this.#portions.length === 0;
  }

  /** `firstRow` is where an earlier run left off. */
  push(sequence: number, firstRow: number, entry: ArrayBuffer): void {
    const payload = Buffer.from(entry, ENTRY_HEADER_BYTES);
    const { header, groups } = decodeFrame(payload);
    const requests = groups.reduce((sum, group) => sum + group.header.requests, 0);
    const portion = { sequence, header, groups, requests, from: firstRow, to: requests };
    this.#portions.push({ ...portion, bytes: entry.byteLength });
    this.#requests += requests - firstRow;
  }

  /** The next transaction's worth: at most one row group, all received on one day. */
  take(dayOf: (time: number) => string): Portion[] {
    const taken: Portion[] = [];
    let rows = 0;
    for (;;) {
      const next = this.#portions[0];
      if (!next || rows === ROW_GROUP) break;
      if (taken[0] && dayOf(taken[0].header.receivedAt) !== dayOf(next.header.receivedAt)) break;
      const count = Math.min(next.to - next.from, ROW_GROUP - rows);
      if (count === next.to - next.from) taken.push(this.#portions.shift()!);
      else {
        taken.push({ ...next, to: next.from + count });
        this.#portions[0] = { ...next, from: next.from + count };
      }
      rows += count;
    }
    this.#requests -= rows;
    return taken;
  }

  /** Takes back what could not be loaded. */
  putBack(portions: Portion[]): void {
    const last = portions.at(-1);
    const first = this.#portions[0];
    for (const { from, to } of portions) this.#requests += to - from;
    if (last && first && first.sequence === last.sequence) {
      first.from = last.from;
      this.#portions.unshift(...portions.slice(0, -1));
    } else this.#portions.unshift(...portions);
  }
}
