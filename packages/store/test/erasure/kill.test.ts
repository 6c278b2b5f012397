import { expect, it } from "vitest";
import { keptStore, killBefore, stepsOfErasure } from "../support/kill-erasure.ts";

/** Between two steps that are tried here; the long test tries all. */
const STRIDE = 11;

it("an erasure whose process is killed is finished by the next start", async () => {
  const template = await keptStore();
  const steps = await stepsOfErasure(template);
  const kinds = new Set(steps.map((step) => step.split(" ")[0]));
  for (const kind of ["rename", "COMMIT", "CHECKPOINT", "ATTACH"]) expect(kinds).toContain(kind);
  for (let step = 1; step <= steps.length; step += STRIDE) await killBefore(template, step);
});
