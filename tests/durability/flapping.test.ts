import fc from "fast-check";
import { it } from "vitest";
import { durabilities, expectToSurvive, steps } from "./support/flapping.ts";

it("an endpoint that flaps by chance and clients that are shut down in between cost and repeat nothing", async () => {
  await fc.assert(fc.asyncProperty(durabilities, steps(8), expectToSurvive), { numRuns: 30 });
});
