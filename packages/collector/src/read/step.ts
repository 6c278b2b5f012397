import type { TimeRange } from "@peekjs/protocol";
import { badParameter, type Parameters } from "./parameters.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Steps that people can name, each at most 2.5 times the one before. */
const STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR),
  ...[1, 2, 4, 7].map((count) => count * DAY),
];

const CHOSEN_POINTS = 300;
const MOST_POINTS = 5_000;

/** Reads `step`, in milliseconds; when absent, chooses one that gives about 120 to 300 points. */
export function readStep(parameters: Parameters, { from, to }: TimeRange): number {
  const step = parameters.integer("step", SECOND, 31 * DAY);
  if (step === undefined) return chooseStep(to - from);
  if ((to - from) / step > MOST_POINTS) {
    throw badParameter("step", `step gives more than ${MOST_POINTS} points. Choose a longer one.`);
  }
  return step;
}

/** The shortest usual step, in milliseconds, that divides a span into at most 300 points. */
export function chooseStep(span: number): number {
  return STEPS.find((step) => span / step <= CHOSEN_POINTS) ?? 7 * DAY;
}
