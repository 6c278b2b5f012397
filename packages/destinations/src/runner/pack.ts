import type { QueuedEvent } from "@peekjs/protocol";
import type { BatchItem, DestinationDefinition } from "../definition.ts";

/** Of the payloads of one request. */
export const DEFAULT_BYTES = 1_000_000;

/** A queued event with its payload read. */
export interface PackedEvent extends BatchItem<unknown> {
  event: QueuedEvent;
}

export interface Packed {
  requests: PackedEvent[][];
  /** What a damaged queue gave back, or `group` threw at. */
  unreadable: QueuedEvent[];
}

/** Splits events, in their order, into requests that keep a destination's limits. */
export function pack(
  events: readonly QueuedEvent[],
  { limits, group }: Pick<DestinationDefinition<unknown>, "limits" | "group">,
): Packed {
  const mostBytes = limits.bytes ?? DEFAULT_BYTES;
  const requests: PackedEvent[][] = [];
  const unreadable: QueuedEvent[] = [];
  const open = new Map<string, { items: PackedEvent[]; bytes: number }>();
  for (const event of events) {
    let payload: unknown;
    let key: string;
    try {
      payload = JSON.parse(event.json);
      key = group?.(payload) ?? "";
    } catch {
      unreadable.push(event);
      continue;
    }
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
  return { requests, unreadable };
}
