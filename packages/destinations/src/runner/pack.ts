import type { QueuedEvent } from "@peekjs/protocol";
import type { BatchItem, DestinationDefinition } from "../definition.ts";

/** Of the payloads of one request. */
export const DEFAULT_BYTES = 1_000_000;

/** A queued event with its payload read. */
export interface PackedEvent extends BatchItem<unknown> {
  event: QueuedEvent;
}

/** Splits events, in their order, into requests that keep a destination's limits. */
export function pack(
  events: readonly QueuedEvent[],
  { limits, group }: Pick<DestinationDefinition<unknown>, "limits" | "group">,
): PackedEvent[][] {
  const mostBytes = limits.bytes ?? DEFAULT_BYTES;
  const requests: PackedEvent[][] = [];
  const open = new Map<string, { items: PackedEvent[]; bytes: number }>();
  for (const event of events) {
    const payload: unknown = JSON.parse(event.json);
    const key = group?.(payload) ?? "";
    let request = open.get(key);
    const isFull =
      request !== undefined &&
      (request.items.length >= limits.events || request.bytes + event.bytes > mostBytes);
    if (request === undefined || isFull) {
      request = { items: [], bytes: 0 };
      requests.push(request.items);
      open.set(key, request);
    }
    request.items.push({ id: event.id, payload, event });
    // One byte for the comma between two payloads.
    request.bytes += event.bytes + 1;
  }
  return requests;
}
