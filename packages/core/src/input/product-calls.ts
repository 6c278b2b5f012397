/** What every product call takes, with the meanings of the Segment/RudderStack specification. */
export interface EventInput {
  /** Who it was; at least one of `userId` and `anonymousId` is needed. At most 256 characters. */
  userId?: string | undefined;
  /** Who it was before it had an account: an id of a browser or device. At most 256 characters. */
  anonymousId?: string | undefined;
  /**
   * When it happened: milliseconds since 1970, a Date or an ISO 8601 text (UTC when it names no zone), from 1970 to
   * 9999; now for anything else, which `context.peek.replaced` then says. @default now
   */
  timestamp?: number | Date | string | undefined;
  /** Circumstances: `ip`, `userAgent`, `page`, `campaign` … */
  context?: Record<string, unknown> | undefined;
  /** Which destinations take it: `{ All: true, GA4: false }`. */
  integrations?: Record<string, unknown> | undefined;
  /** A second event with the same id within 24 hours is a repeat and left out. At most 256 characters. */
  messageId?: string | undefined;
  /** Personal data: hashed or dropped before it leaves for a destination, by that destination's rules. */
  userData?: Record<string, unknown> | undefined;
  /** Under which destinations recognise the same event from another source. At most 256 characters. */
  eventId?: string | undefined;
  /** The standard event that it is to destinations: `purchase`, `lead`, `sign_up` … */
  eventType?: string | undefined;
}

export interface TrackInput extends EventInput {
  /** What happened, e.g. `Order Completed`; cut at 256 characters. */
  event: string;
  properties?: Record<string, unknown> | undefined;
}

export interface IdentifyInput extends EventInput {
  traits?: Record<string, unknown> | undefined;
}

export interface PageInput extends EventInput {
  /** Name of the page or screen; cut at 256 characters. */
  name: string;
  /** Becomes a property of that name; another that stands there becomes `properties_category`. */
  category?: string | undefined;
  properties?: Record<string, unknown> | undefined;
}

export interface GroupInput extends EventInput {
  /** At most 256 characters. */
  groupId: string;
  traits?: Record<string, unknown> | undefined;
}

export interface AliasInput extends EventInput {
  /** The id that `userId` was known by before. At most 256 characters. */
  previousId: string;
  properties?: Record<string, unknown> | undefined;
  traits?: Record<string, unknown> | undefined;
}
