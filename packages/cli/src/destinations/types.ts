import {
  consoleDestination,
  ga4,
  meta,
  otlp,
  reddit,
  tiktok,
  webhook,
  type ConsoleOptions,
  type Ga4Options,
  type MetaOptions,
  type OtlpOptions,
  type RedditOptions,
  type TikTokOptions,
  type WebhookOptions,
} from "@peekjs/destinations";
import { ndjson, type NdjsonOptions } from "@peekjs/destinations/ndjson";
import type { Destination } from "@peekjs/protocol";
import { COMMON_OPTIONS, type OptionKind, type OptionKinds } from "./option-kinds.ts";

/** A kind of destination that can be configured. */
export interface DestinationType {
  options: Readonly<Record<string, OptionKind>>;
  /** @throws PeekError `PEEK_E_DESTINATION_OPTION`, `PEEK_E_DESTINATION_URL` */
  create(options: Record<string, unknown>): Destination;
}

const PERSONAL_DATA = ["hash", "drop", "keep"];

const VENDOR = { defaultCountry: "text", limitedDataUse: "boolean", endpoint: "text" } as const;

/** By the name with which `peek destinations add` is told. */
export const DESTINATION_TYPES: Readonly<Record<string, DestinationType>> = {
  meta: type<MetaOptions>(meta, {
    ...COMMON_OPTIONS,
    ...VENDOR,
    pixelId: "text",
    accessToken: "secret",
    apiVersion: "text",
    testEventCode: "text",
    partnerAgent: "text",
    actionSource: "text",
    dataProcessingCountry: "number",
    dataProcessingState: "number",
  }),
  ga4: type<Ga4Options>(ga4, {
    ...COMMON_OPTIONS,
    measurementId: "text",
    apiSecret: "secret",
    firebaseAppId: "text",
    validate: "boolean",
    defaultCountry: "text",
    sendIp: "boolean",
    endpoint: "text",
  }),
  reddit: type<RedditOptions>(reddit, {
    ...COMMON_OPTIONS,
    ...VENDOR,
    pixelId: "text",
    conversionToken: "secret",
    testId: "text",
    partner: "text",
    actionSource: "text",
    dataProcessingCountry: "text",
    dataProcessingRegion: "text",
  }),
  tiktok: type<TikTokOptions>(tiktok, {
    ...COMMON_OPTIONS,
    ...VENDOR,
    pixelCode: "text",
    accessToken: "secret",
    eventSource: ["web", "app", "offline", "crm"],
    testEventCode: "text",
    partnerName: "text",
    batchSize: "number",
  }),
  webhook: type<WebhookOptions>(webhook, {
    ...COMMON_OPTIONS,
    url: "secret url",
    secret: "secrets",
    personalData: PERSONAL_DATA,
    headers: "secret headers",
  }),
  otlp: type<OtlpOptions>(otlp, {
    ...COMMON_OPTIONS,
    endpoint: "secret url",
    headers: "secret headers",
    compression: ["gzip", "none"],
    personalData: PERSONAL_DATA,
  }),
  ndjson: type<NdjsonOptions>(ndjson, {
    ...COMMON_OPTIONS,
    path: "path",
    maxFileBytes: "number",
    maxFiles: "number",
    personalData: PERSONAL_DATA,
    requests: "boolean",
  }),
  console: type<ConsoleOptions>(consoleDestination, {
    ...COMMON_OPTIONS,
    personalData: PERSONAL_DATA,
    requests: "boolean",
  }),
};

function type<Options>(
  create: (options: Options) => Destination,
  options: OptionKinds<Options>,
): DestinationType {
  return { options, create: (given) => create(given as Options) };
}
