// Destinations
export { consoleDestination, type ConsoleOptions } from "./console/console.ts";
export { ga4, type Ga4Consent, type Ga4Options } from "./ga4/ga4.ts";
export { meta, type MetaOptions } from "./meta/meta.ts";
export { otlp, type OtlpOptions } from "./otlp/otlp.ts";
export { reddit, type RedditOptions } from "./reddit/reddit.ts";
export { tiktok, type TikTokOptions } from "./tiktok/tiktok.ts";
export { webhook, type WebhookOptions } from "./webhook/webhook.ts";
export type { PersonalData } from "./open/open-event.ts";

// Writing one
export type {
  DeliveryFailure,
  Destination,
  EventSource,
  ProductEvent,
  RequestRecord,
} from "@peekjs/protocol";
export { defineDestination } from "./define-destination.ts";
export type {
  BatchItem,
  DestinationDefinition,
  DestinationLimits,
  MapContext,
  Mapped,
  SendContext,
} from "./definition.ts";
export type { DestinationOptions } from "./options.ts";
export {
  blocked,
  delivered,
  discarded,
  refused,
  rejected,
  retry,
  type Outcome,
  type Why,
} from "./outcome.ts";
export { judgeStatus } from "./http/judge.ts";
export type { PostRequest } from "./http/post.ts";
export type { Reply } from "./http/reply.ts";
export { checkUrl } from "./http/check-url.ts";

// Personal data and the common vocabulary, for those who write one
export { separate, type Separated } from "./personal/separate.ts";
export type { Person } from "./personal/person.ts";
export { hashed, hashedList } from "./personal/hash.ts";
export { normaliseEmail } from "./personal/email.ts";
export { normaliseE164, normalisePhone } from "./personal/phone.ts";
export { normaliseName } from "./personal/name.ts";
export { standardEvent, type StandardEvent } from "./event/standard-event.ts";
export { readCommerce, type Commerce } from "./event/commerce.ts";
export type { Item } from "./event/items.ts";
