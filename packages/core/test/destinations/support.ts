import type { Destination, DestinationConnection, ProductEvent } from "@peekjs/protocol";
import { startVendor, type Vendor, type VendorAnswer } from "@peekjs/testing";

/** Makes a webhook's secret. */
export const SECRET = `whsec_${"A".repeat(32)}`;

/** A vendor that keeps the bodies it was sent, and answers as Meta and TikTok do. */
export function startTakingVendor(answer: VendorAnswer = TAKEN): Promise<Vendor> {
  return startVendor(() => answer);
}

export const TAKEN: VendorAnswer = { body: { code: 0, message: "OK", events_received: 1 } };

/** The events of all bodies that a vendor was sent. */
export function dataOf(vendor: Vendor): Record<string, any>[] {
  return vendor.requests.flatMap(({ json }) => json.data as Record<string, any>[]);
}

/** A third party's destination, written without the help of `defineDestination`. */
export function handmade(
  own: Partial<DestinationConnection>,
  name = "handmade",
): Destination & { readonly taken: ProductEvent[] } {
  const taken: ProductEvent[] = [];
  const connection: DestinationConnection = {
    name,
    enqueue: async (events) => {
      taken.push(...events);
      return events.map(() => "any");
    },
    enqueueRequests: async () => undefined,
    flush: async () => ({ delivered: 0, pending: 0 }),
    close: async () => ({ delivered: 0, pending: 0 }),
    stats: () => ({
      name,
      accepted: taken.length,
      filtered: 0,
      delivered: taken.length,
      pending: 0,
      dead: 0,
      dropped: {},
      attempts: 0,
      omitted: {},
      circuit: "closed",
    }),
    deadLetters: async () => [],
    redrive: async () => 0,
    ...own,
  };
  return { name, taken, connect: () => connection };
}
