import type { ProductEvent, ProductEventType } from "./product-event.ts";
import type { TimeRange } from "./read-api.ts";
import type { StoredRequest } from "./request-columns.ts";

/** Which product events are meant. */
export interface ProductEventScope extends TimeRange {
  service?: string | undefined;
  environment?: string | undefined;
  type?: ProductEventType | undefined;
  /** Name of the event, page or screen. */
  name?: string | undefined;
}

export interface ProductEventsQuery extends ProductEventScope {
  limit: number;
  /** Of the page before. */
  cursor?: string | undefined;
}

export interface StoredProductEvent extends ProductEvent {
  id: string;
  service: string;
  environment: string;
  /** The collector's clock, milliseconds since 1970. */
  receivedAt: number;
}

export interface ProductEventsPage {
  events: StoredProductEvent[];
  /** Absent after the last page. */
  cursor?: string;
}

export interface ProductEventCountsQuery extends ProductEventScope {
  /** Milliseconds between points; from and to are widened to multiples of it. */
  step: number;
  /** How many names, those with the most events first. */
  limit: number;
}

export interface ProductEventCounts extends TimeRange {
  step: number;
  /** Start of each interval, milliseconds since 1970. */
  times: number[];
  series: ProductEventSeries[];
  total: ProductEventTotals;
}

/** Of all names, also of those that are not shown. */
export interface ProductEventTotals {
  events: number;
  /** Distinct ids within the range, each counted once whatever it did. */
  users: number;
  /** Distinct pairs of type and name. */
  names: number;
  /** One per time. */
  values: number[];
}

export interface ProductEventSeries {
  type: ProductEventType;
  /** Null for events without a name. */
  name: string | null;
  total: number;
  /** Distinct ids within the range: user ids, and anonymous ids where there is no user id. */
  users: number;
  /** One per time. */
  values: number[];
}

/** A user with all ids that identify, alias and shared events have joined. */
export interface UserProfile {
  /** Ids of this user alone; the one with which the user was found comes first. */
  userIds: string[];
  /** Ids of devices and sessions; others may have used the same device. */
  anonymousIds: string[];
  /** Of identify, merged key by key; the latest value stands. */
  traits: Record<string, unknown>;
  groups: UserGroup[];
}

export interface UserGroup {
  groupId: string;
  traits: Record<string, unknown>;
}

export interface UserTimelineQuery extends TimeRange {
  /** Any id of the user. */
  id: string;
  service?: string | undefined;
  environment?: string | undefined;
  limit: number;
  cursor?: string | undefined;
}

export interface UserTimeline {
  entries: UserTimelineEntry[];
  cursor?: string;
}

export type UserTimelineEntry =
  | { kind: "event"; event: StoredProductEvent }
  /** One whose consumer is one of the user's ids. */
  | { kind: "request"; request: StoredRequest };

export interface Erasure {
  /** The ids under which records were looked for. */
  ids: string[];
  events: number;
  requests: number;
  /** Sessions of which something was deleted. */
  sessions: number;
}

/** What a collector erased. */
export interface UserErasure extends Erasure {
  /** Events that waited for destinations, dead letters included. */
  queued: number;
}
