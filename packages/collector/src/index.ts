export type { Collector } from "./create-collector.ts";
export { createCollector } from "./create-collector.ts";
export type {
  CollectorLimits,
  CollectorMode,
  CollectorOptions,
  FirstRequest,
  IngestedBatch,
} from "./options.ts";
export type { BodyLimits } from "./http/read-body.ts";
export type { LiveStreamLimits } from "./stream/live-stream.ts";
export type { Asset } from "./http/assets.ts";
export type { KeyDialect, KeyEntry, KeyKind, KeyRegistry } from "./auth/key-registry.ts";
export { createKeyRegistry, foreignKeyId, KEY_DIALECTS } from "./auth/key-registry.ts";
export { hashKey } from "./auth/hash-key.ts";
