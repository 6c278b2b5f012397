import { encodeRequests, type RequestSummary } from "@peekjs/protocol";
import type { ConsumerIds } from "../consumer/consumer-ids.ts";
import type { OutboxGroup } from "../delivery/outbox.ts";
import { fit } from "./fit.ts";
import type { ObservedRequest } from "../observed-request.ts";
import { redactPath } from "../privacy/redact-path.ts";

export interface GroupWriterOptions {
  ids: ConsumerIds;
  /** Most bytes of one record. */
  maxEventBytes: number;
  /** JSON members `"sdk":…,"resource":…`. */
  header: string;
  /** Called for records that are too large whatever they give up. */
  onTooLarge(records: number): void;
}

export type WrittenGroup = OutboxGroup & { text: string };

/** Writes records as groups, and numbers them: what a record's number is, is decided here once. */
export class GroupWriter {
  readonly #options: GroupWriterOptions;
  #next = 1;
  header: string;

  constructor(options: GroupWriterOptions) {
    this.#options = options;
    this.header = options.header;
  }

  /** Undefined when nothing is left to be written. */
  write(observed: ObservedRequest[], summaries: RequestSummary[]): WrittenGroup | undefined {
    const requests = observed.filter((record) => this.#finish(record));
    if (requests.length < observed.length) {
      this.#options.onTooLarge(observed.length - requests.length);
    }
    const records = requests.length + summaries.length;
    if (records === 0) return undefined;
    const first = this.#next;
    this.#next += records;
    const last = this.#next - 1;
    const members = [`"first":${first},"last":${last}`];
    if (requests.length > 0) members.push(`"requests":${encodeRequests(requests)}`);
    if (summaries.length > 0) members.push(`"summaries":${JSON.stringify(summaries)}`);
    const text = `{${members.join(",")}}`;
    return {
      first,
      last,
      text,
      bytes: text.length,
      header: this.header,
      summaries: summaries.length,
    };
  }

  /** Makes a record ready to leave the process; false when it cannot. */
  #finish(record: ObservedRequest): boolean {
    this.#options.ids.name(record);
    if (record.path !== undefined) record.path = redactPath(record.path);
    return fit(record, this.#options.maxEventBytes);
  }
}
