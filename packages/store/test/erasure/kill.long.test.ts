import { it } from "vitest";
import { keptStore, killBefore, stepsOfErasure } from "../support/kill-erasure.ts";

it("an erasure that is killed before any of its steps is finished by the next start", async () => {
  const template = await keptStore();
  const steps = await stepsOfErasure(template);
  for (let step = 1; step <= steps.length; step++) await killBefore(template, step);
}, 1_800_000);
