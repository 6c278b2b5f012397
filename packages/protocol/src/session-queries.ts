import type { StoredProductEvent } from "./product-queries.ts";
import type { TimeRange } from "./read-api.ts";

/** What sessions are grouped by and found by. The first five are the campaign's UTM parameters. */
export const SESSION_DIMENSIONS = [
  "source",
  "medium",
  "campaign",
  "term",
  "content",
  "referrer",
  "device",
  "os",
  "browser",
  "language",
  "entryPage",
  "exitPage",
] as const;

export type SessionDimension = (typeof SESSION_DIMENSIONS)[number];

/** What sessions are listed in order of; those without it come last. */
export const SESSION_ORDERS = [
  "startedAt",
  "durationMs",
  "timeOnPageMs",
  "scrollDepth",
  "pageViews",
  "clicks",
  "errors",
  "events",
] as const;

export type SessionOrder = (typeof SESSION_ORDERS)[number];

/** Names of Google's web vitals: milliseconds, save for CLS, which has no unit. */
export const WEB_VITALS = ["LCP", "INP", "CLS", "FCP", "TTFB"] as const;

export type WebVital = (typeof WEB_VITALS)[number];

/**
 * A visit: the product events of one `context.session.id` from one service and environment. What their context says is
 * merged; in whatever order and however often it came, the session is the same.
 */
export interface Session extends Partial<Record<SessionDimension, string>> {
  id: string;
  service: string;
  environment: string;
  /** Of the events that name a user, that of the latest. */
  userId?: string | undefined;
  /** Time of the first event, milliseconds since 1970. */
  startedAt: number;
  /** Time of the latest event. */
  endedAt: number;
  durationMs: number;
  /** How long its pages were open: the longest of each page that was entered, added up. */
  timeOnPageMs?: number | undefined;
  /** Percent of a page that was seen, of the page that was seen furthest. */
  scrollDepth?: number | undefined;
  pageViews: number;
  clicks: number;
  /** Errors of the page's scripts. */
  errors: number;
  /** Everything, the above included. */
  events: number;
  platform?: string | undefined;
  userAgent?: string | undefined;
  /** Pixels. */
  screenWidth?: number | undefined;
  screenHeight?: number | undefined;
  /** The worst that any of its pages measured. */
  vitals: Partial<Record<WebVital, number>>;
}

/** Which sessions are meant: those that began within the range. */
export interface SessionScope extends TimeRange {
  service?: string | undefined;
  environment?: string | undefined;
  /** Any id of a user, or the session's own. */
  user?: string | undefined;
  /** Values that a session must have. */
  where?: Partial<Record<SessionDimension, string | undefined>> | undefined;
}

export interface SessionsQuery extends SessionScope {
  order: SessionOrder;
  /** The lowest first. Default: the highest. */
  ascending?: boolean | undefined;
  limit: number;
  /** Of the page before, which had the same order. */
  cursor?: string | undefined;
}

export interface SessionsPage {
  sessions: Session[];
  /** Absent after the last page. */
  cursor?: string;
}

/** One session: the latest of this id, where several services or environments have it. */
export interface SessionTimelineQuery {
  id: string;
  service?: string | undefined;
  environment?: string | undefined;
  /** Of the page of events. */
  limit: number;
  cursor?: string | undefined;
}

export interface SessionTimeline {
  session: Session;
  /** The latest first. */
  events: StoredProductEvent[];
  /** Absent after the last page. */
  cursor?: string;
}

export interface SessionSummaryQuery extends SessionScope {
  /** Milliseconds between points; from and to are widened to multiples of it. */
  step: number;
  /** What the groups are by. */
  by: SessionDimension;
  /** How many groups, those with the most sessions first. */
  limit: number;
}

/** Counts of sessions. */
export interface SessionCounts {
  sessions: number;
  /** Sessions of at most one page view. */
  bounces: number;
  /** Mean, null without sessions. */
  durationMs: number | null;
  pageViews: number;
  errors: number;
}

export interface SessionGroup extends SessionCounts {
  /** Null for sessions without one. */
  value: string | null;
}

/** How a web vital is spread over page loads. */
export interface VitalPercentiles {
  /** Page loads that measured it. */
  count: number;
  p50: number;
  p75: number;
  p95: number;
}

export interface SessionSummary extends TimeRange {
  step: number;
  /** Start of each interval, milliseconds since 1970. */
  times: number[];
  /** Sessions that began in each interval. */
  values: number[];
  total: SessionCounts;
  by: SessionDimension;
  groups: SessionGroup[];
  vitals: Partial<Record<WebVital, VitalPercentiles>>;
}
