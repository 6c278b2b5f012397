/** A product-analytics event, with the names and meanings of the Segment/RudderStack specification. */
export interface ProductEvent {
  type: ProductEventType;
  /** Name of a `track` event. */
  event?: string | undefined;
  /** Name of a `page` or `screen`. */
  name?: string | undefined;
  userId?: string | undefined;
  anonymousId?: string | undefined;
  groupId?: string | undefined;
  previousId?: string | undefined;
  /** Milliseconds since 1970. */
  timestamp: number;
  properties?: Record<string, unknown> | undefined;
  traits?: Record<string, unknown> | undefined;
  context?: Record<string, unknown> | undefined;
  integrations?: Record<string, unknown> | undefined;
  /** Only when the caller gave one. */
  messageId?: string | undefined;
  /** Personal data: hashed or dropped before it leaves for a destination. */
  userData?: Record<string, unknown> | undefined;
  eventId?: string | undefined;
  eventType?: string | undefined;
}

export type ProductEventType = (typeof PRODUCT_EVENT_TYPES)[number];

export const PRODUCT_EVENT_TYPES = [
  "track",
  "identify",
  "page",
  "screen",
  "group",
  "alias",
] as const;
