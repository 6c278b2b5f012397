import { observeWith, type Observation } from "./observation.ts";
import type { Subject } from "./subject.ts";

const KEPT = 1_000;

/** Observes, keeps and forgets: what nothing that reports single requests can go below by much. */
export default function floor(): Subject {
  let observations: Observation[] = [];
  return {
    observe: observeWith((observation) => {
      if (observations.push(observation) === KEPT) observations = [];
    }),
  };
}
