import type {
  ClientStats,
  LostRange,
  NumberField,
  ObjectField,
  ProductEvent,
  RequestSummary,
  TextField,
} from "@peekjs/protocol";
import type { SharedContexts } from "./shared-contexts.ts";

/** A client's counters, with how many of what they call spooled or pending came in the same envelope. */
export interface CarriedStats extends ClientStats {
  carried: number;
}

/** A column of texts: the record's text fields, and its object fields as JSON. */
export type StringField = TextField | ObjectField;

/** What an entry of the log says about the batch it keeps, as JSON before the columns. */
export interface FrameHeader {
  /** The collector's clock, milliseconds since 1970: decides the day's file. */
  receivedAt: number;
  clockSkewMs: number;
  service: string | undefined;
  serviceVersion: string | undefined;
  environment: string | undefined;
  host: string | undefined;
  instance: string | undefined;
  idempotencyKey: string | undefined;
  /** Name and version. */
  sdk: string | undefined;
  /** The client's own counters, where it has an instance. */
  stats: CarriedStats | undefined;
  /** Requests, events and summaries. */
  records: number;
  lost: LostRange[];
  groups: FrameGroupHeader[];
}

export interface FrameGroupHeader {
  /** Numbers that this group makes accepted. */
  accepted: [first: number, last: number][];
  requests: number;
  /** Texts in the dictionary, and their bytes. */
  strings: number;
  stringBytes: number;
  /** Columns present, in the order in which they follow. */
  stringColumns: StringField[];
  numberColumns: NumberField[];
  events: ProductEvent[];
  summaries: RequestSummary[];
  /** Events that were left out as known by their messageId; absent when none. */
  repeated?: number | undefined;
}

/** A header as it is written: events that share a context are read back so. */
export interface WrittenHeader extends Omit<FrameHeader, "groups"> {
  groups: (Omit<FrameGroupHeader, "events"> & SharedContexts)[];
}

/** Bytes up to the next multiple of 8. */
export function aligned(bytes: number): number {
  return (bytes + 7) & ~7;
}
