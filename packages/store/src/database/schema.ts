import { CONSUMER_SOURCES, OUTCOMES, SESSION_DIMENSIONS } from "@peekjs/protocol";

/**
 * Columns that hold ids of the file's dictionary; 0 = absent. One text may have several ids (a writer forgets what it
 * has written to stay small), so queries compare and merge by text, never by id.
 */
export const DICTIONARY_COLUMNS = [
  "service",
  "service_version",
  "environment",
  "host",
  "method",
  "route",
  "consumer",
  "consumer_name",
  "consumer_group",
  "error_type",
  "error_message",
  "protocol",
  "user_agent",
  "client_address",
] as const;

/** Texts that rarely repeat. */
export const TEXT_COLUMNS = [
  "path",
  "query",
  "error_stack",
  "request_body",
  "response_body",
  "request_headers",
  "response_headers",
  "metadata",
] as const;

export type DictionaryColumn = (typeof DICTIONARY_COLUMNS)[number];
export type TextColumn = (typeof TEXT_COLUMNS)[number];

/** Code of an outcome: its position here; `completed` is 0. */
export const OUTCOME_CODES = OUTCOMES;

/** Code of a consumer's source: its position here plus 1; 0 = absent. */
export const CONSUMER_SOURCE_CODES = CONSUMER_SOURCES;

/** The bucket of durations that are zero, in the rollups' histograms. */
export const ZERO_BUCKET = -32_768;

const ROLLUP_COLUMNS = `
  period TIMESTAMP_MS, service UINTEGER, environment UINTEGER, method UINTEGER, route UINTEGER,
  status USMALLINT, outcome UTINYINT, consumer UINTEGER,
  requests UINTEGER, request_bytes BIGINT, response_bytes BIGINT, last_seen TIMESTAMP_MS,
  buckets SMALLINT[], counts UINTEGER[]`;

/** What an entry of `identities` says: its position here. */
export const IDENTITY_KINDS = ["alias", "device", "group"] as const;

export type IdentityKind = (typeof IDENTITY_KINDS)[number];

/** Whose traits an entry of `traits` holds: its position here. */
export const TRAIT_KINDS = ["user", "group"] as const;

export type TraitKind = (typeof TRAIT_KINDS)[number];

/** What an event's context says of its session, as texts: every dimension, and what no session is found by. */
export const SESSION_TEXTS = [...SESSION_DIMENSIONS, "page", "platform", "userAgent"] as const;

export type SessionText = (typeof SESSION_TEXTS)[number];

/** The same, as numbers: seconds, percent, pixels. */
export const SESSION_NUMBERS = [
  "timeOnPage",
  "scrollDepth",
  "screenWidth",
  "screenHeight",
] as const;

export type SessionNumber = (typeof SESSION_NUMBERS)[number];

/** How many of a part's events are what. */
export const SESSION_COUNTS = ["pageViews", "clicks", "errors", "events"] as const;

export type SessionCount = (typeof SESSION_COUNTS)[number];

/** Name of the column that holds a field, `entry_page` for `entryPage`. */
export function columnOf(field: string): string {
  return field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The tables of every file; of the archive's, those of single records stay empty. No primary key and no index: both have made DuckDB files unreadable after a crash. */
export const TABLES: Record<string, string> = {
  requests: `
    id UBIGINT, timestamp TIMESTAMP_MS,
    ${DICTIONARY_COLUMNS.map((name) => `${name} UINTEGER`).join(", ")},
    status USMALLINT, outcome UTINYINT, consumer_source UTINYINT,
    duration_ms DOUBLE, ttfb_ms DOUBLE, handler_ms DOUBLE, request_bytes BIGINT, response_bytes BIGINT,
    trace_id UUID, span_id UBIGINT, clock_skew_ms INTEGER,
    ${TEXT_COLUMNS.map((name) => `${name} VARCHAR`).join(", ")}`,
  dictionary: "id UINTEGER, value VARCHAR",
  rollup_minute: ROLLUP_COLUMNS,
  rollup_hour: ROLLUP_COLUMNS,
  /** `message`: a digest of the messageId and where it came from; `event`: everything, as JSON. */
  product_events: `
    id UBIGINT, timestamp TIMESTAMP_MS, received_at TIMESTAMP_MS, service UINTEGER, environment UINTEGER,
    type UTINYINT, name UINTEGER, user_id VARCHAR, anonymous_id VARCHAR, message UBIGINT, event VARCHAR`,
  /** Ids that belong together: of two names for one user, a user and a device, a user and a group. */
  identities: "kind UTINYINT, id VARCHAR, other VARCHAR, seen TIMESTAMP_MS",
  /** What identify and group said, as JSON; the latest value of a key stands. */
  traits: "kind UTINYINT, id VARCHAR, timestamp TIMESTAMP_MS, traits VARCHAR",
  /** One row per context that events of a session came with: a part of it, to be merged with the others. */
  session_parts: `
    id VARCHAR, service UINTEGER, environment UINTEGER, user_id VARCHAR,
    first_seen TIMESTAMP_MS, last_seen TIMESTAMP_MS,
    ${SESSION_COUNTS.map((name) => `${columnOf(name)} UINTEGER`).join(", ")},
    ${SESSION_NUMBERS.map((name) => `${columnOf(name)} DOUBLE`).join(", ")},
    ${SESSION_TEXTS.map((name) => `${columnOf(name)} VARCHAR`).join(", ")}`,
  /** A measurement; of one page load, which `load` tells apart, the highest stands. */
  web_vitals: `
    session VARCHAR, service UINTEGER, environment UINTEGER, user_id VARCHAR,
    name UTINYINT, load VARCHAR, value DOUBLE`,
  accepted: "instance VARCHAR, first BIGINT, last BIGINT, received_at TIMESTAMP_MS",
  lost: "instance VARCHAR, first BIGINT, last BIGINT, reason VARCHAR",
  /**
   * What a client said and sent, one row per transaction until they are merged. Its own counters are in `stats`, as
   * JSON; of several the one with the highest `reported`, then `settled`, is the newest.
   */
  clients: `
    instance VARCHAR, service VARCHAR, environment VARCHAR, period TIMESTAMP_MS, first_seen TIMESTAMP_MS,
    last_seen TIMESTAMP_MS, received BIGINT, summarised BIGINT, rejected BIGINT, reported BIGINT, settled BIGINT,
    host VARCHAR, sdk VARCHAR, stats VARCHAR`,
  idempotency_keys: "received_at TIMESTAMP_MS, key VARCHAR",
  /** Of product events that were erased: `message` alone, so that they do not come back. */
  erased_messages: "received_at TIMESTAMP_MS, message UBIGINT",
  consumer_names: "consumer UINTEGER, name UINTEGER",
  /** One row per transaction: the last entry it loaded, how much of it, and the event times it covers. */
  loads: "sequence UBIGINT, rows UINTEGER, whole BOOLEAN, oldest TIMESTAMP_MS, newest TIMESTAMP_MS",
  file: "identity VARCHAR",
  /** In the archive: files whose rollups it holds, so that they are only still to be deleted. */
  expired: "identity VARCHAR",
};
