import type { ProductEventType } from "@peekjs/protocol";
import type { KeyEntry } from "../../auth/key-registry.ts";
import type { IngestContext } from "../../context.ts";
import { readEach, readShared, type RefusedItem } from "../event-fields.ts";
import { keepEvents, readLibrary } from "../keep-events.ts";
import type { JsonObject } from "../read-json.ts";
import { messageTime, type Vendor } from "./message-time.ts";
import { readMessage } from "./read-message.ts";

/** What one request brought. */
export interface Messages {
  /** A batch, or a message alone. */
  body: JsonObject;
  /** Of a message alone, where its path names it. */
  type: ProductEventType | undefined;
  vendor: Vendor;
  key: KeyEntry | undefined;
}

/** The messages of a body: those of its batch, or itself. */
export function messagesOf(body: JsonObject): readonly unknown[] {
  return Array.isArray(body["batch"]) ? (body["batch"] as unknown[]) : [body];
}

/** Makes the good messages durable, and tells which are not. */
export async function keepMessages(
  { body, type, vendor, key }: Messages,
  collector: IngestContext,
): Promise<RefusedItem[]> {
  const receivedAt = collector.clock();
  const isBatch = Array.isArray(body["batch"]);
  const shared = {
    type: isBatch ? undefined : type,
    context: isBatch ? readShared(body["context"]) : undefined,
    integrations: isBatch ? readShared(body["integrations"]) : undefined,
    timeOf: messageTime(vendor, body, receivedAt),
  };
  const { events, refused } = readEach(messagesOf(body), (message) => readMessage(message, shared));
  const sdk = readLibrary(events[0]?.context);
  await keepEvents({ events, refused, receivedAt, key, sdk }, collector);
  return refused;
}
