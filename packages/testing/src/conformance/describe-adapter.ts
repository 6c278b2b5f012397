import { describe } from "vitest";
import { addressCases } from "./cases/addresses.ts";
import { answerCases } from "./cases/answers.ts";
import { attachedCases } from "./cases/attached.ts";
import { byteCases } from "./cases/bytes.ts";
import { clockCases } from "./cases/clocks.ts";
import { consumerCases } from "./cases/consumers.ts";
import { detailCases } from "./cases/details.ts";
import { endingCases } from "./cases/endings.ts";
import { invisibleCases } from "./cases/invisible.ts";
import { mountingCases } from "./cases/mounting.ts";
import { refusalCases } from "./cases/refusals.ts";
import { routeCases } from "./cases/routes.ts";
import { surroundingCases } from "./cases/surroundings.ts";
import type { AdapterSubject, ClientUnderTest } from "./subject.ts";

/**
 * Runs the conformance suite on an adapter: a real framework, real sockets, and an endpoint that records what the
 * client delivers. To be called from a vitest file.
 *
 * @example
 * ```ts
 * import { describeAdapter } from "@peekjs/testing/conformance";
 *
 * describeAdapter({
 *   name: "my framework 3",
 *   createClient: createPeek,
 *   startApp: async ({ clients }) => …,
 *   header: (request, name) => request.headers[name],
 *   shows: { wildcard: "/files/*", … },
 * });
 * ```
 */
export function describeAdapter<Client extends ClientUnderTest>(
  subject: AdapterSubject<Client>,
): void {
  describe(subject.name, () => {
    describe("answers", () => answerCases(subject));
    describe("routes", () => routeCases(subject));
    describe("endings", () => endingCases(subject));
    describe("bytes", () => byteCases(subject));
    describe("clocks", () => clockCases(subject));
    describe("consumers", () => consumerCases(subject));
    describe("addresses", () => addressCases(subject));
    describe.skipIf(subject.shows.details === false)("details", () => detailCases(subject));
    describe.runIf(subject.shows.refusals)("refusals", () => refusalCases(subject));
    describe("mounting", () => mountingCases(subject));
    describe.runIf(subject.attach)("attached", () => attachedCases(subject));
    describe("invisible", () => invisibleCases(subject));
    describe("surroundings", () => surroundingCases(subject));
  });
}
