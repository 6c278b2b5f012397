import { encodeRequestRows, encodeRequests, type RequestSummary } from "@peekjs/protocol";
import type { ConsumerIds } from "../consumer/consumer-ids.ts";
import type { OutboxGroup } from "../delivery/outbox-group.ts";
import type { Cardinality } from "./cardinality.ts";
import { fit } from "./fit.ts";
import type { ObservedRequest } from "../observed-request.ts";
import { redactPath } from "../privacy/redact-path.ts";

export interface GroupWriterOptions {
  ids: ConsumerIds;
  cardinality: Cardinality;
  /** Most bytes of one record. */
  maxEventBytes: number;
  /** JSON members `"sdk":…,"resource":…`. */
  header: string;
  /** Called for records that are too large whatever they give up. */
  onTooLarge(records: number): void;
}

/** What becomes one group; `events` are JSON. */
export interface GroupContent {
  requests: ObservedRequest[];
  events: string[];
  summaries: RequestSummary[];
}

/** Up to so many requests are written as rows: columns cost more than they save. */
const FEW = 3;

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

  /** The highest number that a record has. */
  get last(): number {
    return this.#next - 1;
  }

  /** No group when nothing is left to be written. */
  write({ requests: observed, events, summaries }: GroupContent): [] | [WrittenGroup] {
    const requests = observed.filter((record) => this.#finish(record));
    const tooLarge = observed.length - requests.length;
    const records = requests.length + events.length + summaries.length;
    if (records === 0) {
      if (tooLarge > 0) this.#options.onTooLarge(tooLarge);
      return [];
    }
    const first = this.#next;
    const last = first + records - 1;
    const members = [`"first":${first},"last":${last}`];
    if (requests.length > 0) members.push(`"requests":${encode(requests)}`);
    if (events.length > 0) members.push(`"events":[${events.join(",")}]`);
    if (summaries.length > 0) members.push(`"summaries":${JSON.stringify(summaries)}`);
    const text = `{${members.join(",")}}`;
    this.#next = last + 1;
    if (tooLarge > 0) this.#options.onTooLarge(tooLarge);
    const { header } = this;
    return [{ first, last, text, bytes: text.length, header, summaries: summaries.length }];
  }

  /** Makes a record ready to leave the process; false when it cannot. */
  #finish(record: ObservedRequest): boolean {
    this.#options.cardinality.fold(record, this.#options.ids.name(record));
    if (record.path !== undefined) record.path = redactPath(record.path);
    return fit(record, this.#options.maxEventBytes);
  }
}

function encode(requests: ObservedRequest[]): string {
  return requests.length <= FEW ? encodeRequestRows(requests) : encodeRequests(requests);
}
