import type { Destination, ProductEvent } from "@peekjs/protocol";
import type { VendorAnswer, VendorRequest } from "./vendor.ts";

/**
 * Options that the suite makes destinations with, in milliseconds and in place of a destination's own; what
 * `defineDestination` makes takes them.
 */
export interface QuickOptions {
  flushInterval: number;
  retryDelay: number;
  circuitCooldown: number;
  timeout: number;
  requestsPerSecond: number;
}

/** A destination, and how its vendor's server answers. */
export interface DestinationSubject {
  /** For the titles. */
  name: string;
  /** Makes the destination, with all that leaves going to this URL. */
  create(url: string, options: QuickOptions): Destination;
  /**
   * Members that an event needs for this destination to take it, and for its id to be told from what is sent where the
   * vendor is told none: `(id) => ({ properties: { test_id: id } })`.
   */
  event?(id: string): Partial<ProductEvent>;
  /** The ids of the events in a request, from wherever they stand in it. */
  idsOf(request: VendorRequest): string[];
  /** Events that one request holds at most. */
  batchSize: number;
  /** The answer to a request that is taken. */
  taken(request: VendorRequest): VendorAnswer;
  /** By title: answers after which the vendor is asked again. */
  passing: Readonly<Record<string, VendorAnswer>>;
  /** By title: answers after which everything is kept until someone acts. */
  blocking: Readonly<Record<string, VendorAnswer>>;
  /** The answer to a request with an event that the vendor never takes; absent where it takes all. */
  refused?: VendorAnswer | undefined;
  /** Whether raw personal data may leave. Default: false. */
  keepsPersonalData?: boolean | undefined;
  /** Credentials that may be shown nowhere. */
  secrets: readonly string[];
}
