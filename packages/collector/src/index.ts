export type { Collector } from "./create-collector.ts";
export { createCollector } from "./create-collector.ts";
export type {
  CollectorLimits,
  CollectorMode,
  CollectorOptions,
  IngestOptions,
  FirstRequest,
  IngestedBatch,
} from "./options.ts";
export type {
  DestinationPlace,
  DestinationStorage,
  KeptRecord,
  Outbox,
  OutboxEntry,
} from "./destinations/storage.ts";
export type { CountsStorage } from "./destinations/counts.ts";
export type { Outgoing } from "./destinations/outgoing.ts";
export type { BodyLimits } from "./http/read-body.ts";
export type { LiveStreamLimits } from "./stream/live-stream.ts";
export type { Asset } from "./http/assets.ts";
export type {
  KeyDialect,
  KeyEntry,
  KeyKind,
  KeyRegistry,
  RefusalReason,
} from "./auth/key-registry.ts";
export type { AuditEvent } from "./auth/audit.ts";
export { createKeyRegistry, foreignKeyId, KEY_DIALECTS } from "./auth/key-registry.ts";
export { hasExpired } from "./auth/expiry.ts";
export { hashKey } from "./auth/hash-key.ts";

// An endpoint in an app of yours
export type { Endpoint } from "./endpoint/create-endpoint.ts";
export type { EndpointOptions } from "./endpoint/endpoint-options.ts";
export type { ExecutionContext } from "./endpoint/background-work.ts";
export type { NodeHandler } from "./endpoint/node-handler.ts";
export type { ReceivedBatch } from "./endpoint/received-batch.ts";
export type { UnisightsPayload } from "./dialects/unisights/payload.ts";
export type { PayloadProblem, PayloadRules } from "./dialects/unisights/validate-payload.ts";
export { validatePayload } from "./dialects/unisights/validate-payload.ts";
