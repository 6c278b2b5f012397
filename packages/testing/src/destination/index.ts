/**
 * The conformance suite for destinations, on vitest.
 *
 * @module
 */
export { describeDestination } from "./describe-destination.ts";
export type { DestinationSubject, QuickOptions } from "./subject.ts";
export type { VendorAnswer, VendorRequest } from "./vendor.ts";
