import type { RequestSummary } from "@peekjs/protocol";
import type { OutboxGroup } from "../delivery/outbox-group.ts";
import type { Records } from "./record-buffer.ts";

type WrittenGroup = OutboxGroup & { text: string };

/** Writes records as groups, and numbers them: what a record's number is, is decided here once. */
export class GroupWriter {
  #next = 1;
  /** JSON members `"sdk":…,"resource":…`. */
  header: string;

  constructor(header: string) {
    this.header = header;
  }

  /** The highest number that a record has. */
  get last(): number {
    return this.#next - 1;
  }

  /** @param since reading of `timerNow` when the first of the records came */
  write(records: Records, summaries: RequestSummary[], since: number): WrittenGroup {
    const { requests, events } = records;
    const first = this.#next;
    const last = first + records.count + summaries.length - 1;
    const members = [`"first":${first},"last":${last}`];
    if (requests !== undefined) members.push(`"requests":${requests}`);
    if (events.length > 0) members.push(`"events":[${events.join(",")}]`);
    if (summaries.length > 0) members.push(`"summaries":${JSON.stringify(summaries)}`);
    const text = `{${members.join(",")}}`;
    this.#next = last + 1;
    const { header } = this;
    return { first, last, text, bytes: text.length, header, since, summaries: summaries.length };
  }
}
