import type { EventSource, ProductEvent, RequestRecord } from "@peekjs/protocol";
import type { PostRequest } from "./http/post.ts";
import type { Reply } from "./http/reply.ts";
import type { Outcome } from "./outcome.ts";

/**
 * What one has to say of a destination; `defineDestination` adds the queue, retries, filters and everything else.
 *
 * `map` turns an event into what is sent for it, once, before it is queued; `send` makes one request for a batch of
 * them and tells what became of it.
 */
export interface DestinationDefinition<Payload> {
  name: string;
  /** Other names under which an event's `integrations` may mean this destination. */
  aliases?: readonly string[] | undefined;
  limits: DestinationLimits;
  /** Whether this kind of event is of any use. Default: every event is. */
  accepts?(event: ProductEvent): boolean;
  /** Undefined when the destination has no use for the event. What it throws costs this event alone. */
  map(event: ProductEvent, context: MapContext): Mapped<Payload> | undefined;
  /** The same for requests; absent when the destination takes events only. */
  mapRequest?:
    | ((request: RequestRecord, context: MapContext) => Mapped<Payload> | undefined)
    | undefined;
  /** Only payloads with the same group share a request. Default: all do. */
  group?(payload: Payload): string;
  /**
   * Makes one request. Returns what became of the batch, or of each of its events in their order. What it throws is a
   * failed attempt, and no more of it is logged than that; all are tried again.
   */
  send(
    batch: readonly BatchItem<Payload>[],
    context: SendContext,
  ): Promise<Outcome | readonly Outcome[]>;
  /** Texts that are removed from every reason, answer and error. */
  secrets?: readonly string[] | undefined;
}

export interface DestinationLimits {
  /** Events in one request. */
  events: number;
  /** Bytes of the payloads of one request, as JSON in UTF-8. Default: 1 MB. */
  bytes?: number | undefined;
  /** How old an event may be, in milliseconds since it happened. Default: any age. */
  maxAge?: number | undefined;
  /** Requests at the same time. Default: 1. */
  concurrency?: number | undefined;
}

export interface MapContext {
  /**
   * For the destination's deduplication: the event's own `eventId` or `messageId`, a request's number at its client, else a
   * random one.
   */
  id: string;
  source: EventSource;
  /** Milliseconds since 1970. */
  now: number;
  /** What the event's `integrations` say to this destination. */
  settings: Readonly<Record<string, unknown>>;
}

export interface Mapped<Payload> {
  /** Plain JSON. */
  payload: Payload;
  /** Fields that were left out because the destination has no place for them. */
  omitted?: readonly string[] | undefined;
  /**
   * Why the destination would refuse it, after "the event", in words that anybody may read: it becomes a dead letter without
   * being sent.
   */
  invalid?: string | undefined;
  /** Where it differs from the destination's own limit, in milliseconds. */
  maxAge?: number | undefined;
}

export interface BatchItem<Payload> {
  /** The same at every attempt. */
  id: string;
  payload: Payload;
}

export interface SendContext {
  /** Aborted when time is up, or the destination is closed. */
  signal: AbortSignal;
  /** Makes a request within the time allowed and reads the answer, at most 1 MB of it. Redirects are not followed. */
  post(request: PostRequest): Promise<Reply>;
  fetch: typeof fetch;
}
