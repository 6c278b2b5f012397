/**
 * One HTTP request as an app reports it: the unit of everything peek shows.
 *
 * Field names are those of the client's API; `docs/reference/native-wire.md` maps each to its OpenTelemetry
 * semantic convention. A field that a framework cannot show is absent, never guessed.
 *
 * @example
 * ```ts
 * const request: RequestRecord = {
 *   timestamp: Date.now(), method: "GET", route: "/users/:id", path: "/users/7", status: 200, durationMs: 3.2,
 * };
 * ```
 */
export interface RequestRecord {
  /** When the request began, in milliseconds since 1970. */
  timestamp: number;
  /** Request method as sent, e.g. `GET`. At most 16 characters. */
  method: string;
  /** The full route template with mount prefixes, e.g. `/users/:id`. Absent when nothing matched. */
  route?: string | undefined;
  /** Path without query string. */
  path?: string | undefined;
  /** Query string without `?`; only when its capture was asked for. */
  query?: string | undefined;
  /** Response status, 100–599. Absent when no response head was sent, or one with another status. */
  status?: number | undefined;
  /** How the exchange ended. Absent means `completed`. */
  outcome?: Outcome | undefined;
  /** From the request seen to the response closed, in milliseconds. */
  durationMs: number;
  /** From the request seen to the first byte of the response, in milliseconds. */
  ttfbMs?: number | undefined;
  /** Time spent in the handler, in milliseconds, where the framework shows it. */
  handlerMs?: number | undefined;
  /** Bytes of the request body, after content coding, without framing. */
  requestBytes?: number | undefined;
  /** Bytes of the response body, after content coding, without framing. */
  responseBytes?: number | undefined;
  /** Who called: an id given by the app, or the keyed hash of a credential. Absent means anonymous. */
  consumer?: string | undefined;
  consumerName?: string | undefined;
  consumerGroup?: string | undefined;
  /** Where the consumer's id was found. */
  consumerSource?: ConsumerSource | undefined;
  /** Class of the error that was thrown, e.g. `TypeError`. */
  errorType?: string | undefined;
  errorMessage?: string | undefined;
  errorStack?: string | undefined;
  /** W3C trace id, 32 lower-case hexadecimal digits. */
  traceId?: string | undefined;
  /** W3C parent id, 16 lower-case hexadecimal digits. */
  spanId?: string | undefined;
  /** HTTP version: `1.0`, `1.1`, `2` or `3`. */
  protocol?: string | undefined;
  userAgent?: string | undefined;
  /** Address of the client, truncated to /24 or /48 unless the app asked otherwise. */
  clientAddress?: string | undefined;
  requestHeaders?: Record<string, string> | undefined;
  responseHeaders?: Record<string, string> | undefined;
  requestBody?: string | undefined;
  responseBody?: string | undefined;
  /** The app's own scalars. */
  metadata?: Record<string, Scalar> | undefined;
}

export type Scalar = string | number | boolean | null;

/** How an exchange ended. */
export type Outcome = (typeof OUTCOMES)[number];

export const OUTCOMES = [
  "completed",
  "client_abort",
  "server_abort",
  "stream_closed",
  "upgrade",
] as const;

export type ConsumerSource = (typeof CONSUMER_SOURCES)[number];

export const CONSUMER_SOURCES = ["app", "api_key", "authorization", "jwt_unverified"] as const;

/** The text fields of {@link RequestRecord}: on the wire, indexes into the group's dictionary. */
export const TEXT_FIELDS = [
  "method",
  "route",
  "path",
  "query",
  "outcome",
  "consumer",
  "consumerName",
  "consumerGroup",
  "consumerSource",
  "errorType",
  "errorMessage",
  "errorStack",
  "traceId",
  "spanId",
  "protocol",
  "userAgent",
  "clientAddress",
  "requestBody",
  "responseBody",
] as const satisfies readonly (keyof RequestRecord)[];

/** The numeric fields of {@link RequestRecord}, `timestamp` excepted. */
export const NUMBER_FIELDS = [
  "status",
  "durationMs",
  "ttfbMs",
  "handlerMs",
  "requestBytes",
  "responseBytes",
] as const satisfies readonly (keyof RequestRecord)[];

/** The fields of {@link RequestRecord} that hold an object. */
export const OBJECT_FIELDS = [
  "requestHeaders",
  "responseHeaders",
  "metadata",
] as const satisfies readonly (keyof RequestRecord)[];

export type TextField = (typeof TEXT_FIELDS)[number];
export type NumberField = (typeof NUMBER_FIELDS)[number];
export type ObjectField = (typeof OBJECT_FIELDS)[number];
