import { expect, it } from "vitest";
import { keptStore, killBefore, stepsOfErasure } from "../support/kill-erasure.ts";

/** Between two steps that are tried here; the long test tries all. */
const STRIDE = 11;

it("an erasure whose process is killed is finished by the next start", async () => {
  const template = await keptStore();
  const steps = await stepsOfErasure(template);
  expect(steps.filter((step) => step.startsWith("rename ")).length).toBeGreaterThan(4);
  for (let step = 1; step <= steps.length; step += STRIDE) await killBefore(template, step);
}, 120_000);
