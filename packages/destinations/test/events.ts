import type { ProductEvent } from "@peekjs/protocol";

/** A track event of a known person. */
export function trackEvent(event: Partial<ProductEvent> = {}): ProductEvent {
  return {
    type: "track",
    event: "Report Exported",
    userId: "user-7",
    timestamp: Date.now(),
    messageId: `message-${count++}`,
    ...event,
  };
}

export function trackEvents(number: number, event: Partial<ProductEvent> = {}): ProductEvent[] {
  return Array.from({ length: number }, () => trackEvent(event));
}

let count = 0;
