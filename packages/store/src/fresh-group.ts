import type { ProductEvent, RequestColumns, RequestSummary } from "@peekjs/protocol";

/** What is new in a group of a batch: the records to keep, and the numbers that become accepted with them. */
export interface FreshGroup {
  accepted: [first: number, last: number][];
  requests: RequestColumns;
  events: ProductEvent[];
  summaries: RequestSummary[];
  /** Events left out because their messageId is known: of accepted numbers, and kept already. */
  repeated?: number;
}
