import { describe } from "vitest";
import { deliveryCases } from "./cases/delivery.ts";
import { failureCases } from "./cases/failures.ts";
import { privacyCases } from "./cases/privacy.ts";
import type { DestinationSubject } from "./subject.ts";

/**
 * Runs the conformance suite on a destination, against a server on loopback that answers as its vendor does. To be
 * called from a vitest file.
 *
 * @example
 * ```ts
 * import { describeDestination } from "@peekjs/testing/destination";
 *
 * describeDestination({
 *   name: "chat",
 *   create: (url, options) => chat({ url, ...options }),
 *   idsOf: ({ json }) => [json.id],
 *   batchSize: 1,
 *   taken: () => ({ status: 204 }),
 *   passing: { "429": { status: 429 } },
 *   blocking: { "401": { status: 401 } },
 *   secrets: [],
 * });
 * ```
 */
export function describeDestination(subject: DestinationSubject): void {
  describe(subject.name, () => {
    describe("delivery", () => deliveryCases(subject));
    describe("failures", () => failureCases(subject));
    if (subject.keepsPersonalData !== true) describe("privacy", () => privacyCases(subject));
  });
}
