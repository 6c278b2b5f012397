import type { Destination, DestinationConnection, PeekError, ProductEvent } from "@peekjs/protocol";
import type { DestinationSubject, QuickOptions } from "./subject.ts";
import { startVendor, type Vendor } from "./vendor.ts";

/** A destination connected to a vendor's server. */
export interface DestinationStage extends AsyncDisposable {
  readonly vendor: Vendor;
  readonly destination: Destination;
  readonly connection: DestinationConnection;
  /** What the connection reported. */
  readonly errors: readonly PeekError[];
  /** Ids that the vendor took, each as often as it took it. */
  readonly taken: readonly string[];
  /** Makes events with ids of their own. */
  events(count: number, more?: Partial<ProductEvent>): ProductEvent[];
  /** The vendor takes all from now on. */
  recover(): void;
}

/** A timeout for what has to run into it; every other is long enough for a busy machine. */
export const SHORT_TIMEOUT = 1_000;

const QUICK: QuickOptions = {
  flushInterval: 5,
  retryDelay: 5,
  circuitCooldown: 20,
  timeout: 60_000,
  requestsPerSecond: Number.POSITIVE_INFINITY,
};

/** Sets a destination up whose vendor takes everything, until told otherwise. */
export async function openDestination(
  subject: DestinationSubject,
  options: Partial<QuickOptions> = {},
): Promise<DestinationStage> {
  const taken: string[] = [];
  const errors: PeekError[] = [];
  const take: Vendor["answer"] = (request) => {
    taken.push(...subject.idsOf(request));
    return subject.taken(request);
  };
  const vendor = await startVendor(take);
  const destination = subject.create(vendor.url, { ...QUICK, ...options });
  const connection = destination.connect({ report: (error) => errors.push(error) });
  return {
    vendor,
    destination,
    connection,
    errors,
    taken,
    events: (count, more) =>
      Array.from({ length: count }, () => makeEvent(subject, `event-${sequence++}`, more)),
    recover() {
      vendor.answer = take;
    },
    async [Symbol.asyncDispose]() {
      await connection.close({ timeout: 0 });
      await vendor.close();
    },
  };
}

let sequence = 1;

/** An event with this id, as the subject needs it. */
function makeEvent(
  subject: DestinationSubject,
  id: string,
  more: Partial<ProductEvent> = {},
): ProductEvent {
  const context = {
    ip: "192.0.2.1",
    userAgent: "conformance",
    page: { url: "https://shop.test/cups" },
  };
  return {
    type: "track",
    event: "Product Viewed",
    userId: "user-7",
    timestamp: Date.now(),
    eventId: id,
    context,
    ...subject.event?.(id),
    ...more,
  };
}
