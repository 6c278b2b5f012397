import type { IngestBatch, ProductEvent } from "@peekjs/protocol";
import { NOON, batchOf } from "./batch.ts";

export function trackEvent(overrides: Partial<ProductEvent> = {}): ProductEvent {
  return { type: "track", event: "Signed Up", userId: "u1", timestamp: NOON, ...overrides };
}

/** A batch of product events. */
export function eventsBatch(
  events: ProductEvent[],
  overrides: Partial<IngestBatch> = {},
): IngestBatch {
  const batch = batchOf([], overrides);
  batch.groups[0]!.events = events.map((value, index) => ({ index, value }));
  return batch;
}
