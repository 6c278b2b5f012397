import type { FrameworkName } from "./frameworks/framework.ts";
import type { DurabilityPlan } from "./measure/durability.ts";
import type { OverheadPlan } from "./measure/overhead.ts";
import type { ThroughputPlan } from "./measure/throughput.ts";
import { installPeers, ownRuntime, peerRuntimes, type NodeRuntime } from "./process/peers.ts";
import { OWN_SUBJECTS, PEERS, type SubjectEntry } from "./subjects/registry.ts";

export const PARTS = ["overhead", "throughput", "durability", "size"] as const;

type Part = (typeof PARTS)[number];

/** What one run measures, and for how long. */
export interface Plan {
  parts: readonly Part[];
  frameworks: readonly FrameworkName[];
  nodes: readonly NodeRuntime[];
  subjects: readonly SubjectEntry[];
  overhead: OverheadPlan;
  throughput: ThroughputPlan;
  durability: DurabilityPlan;
}

type Choice = Pick<Plan, "parts" | "frameworks">;

/** Installs the peers; about twenty minutes on two cores. */
export function fullPlan(choice: Choice): Plan {
  installPeers();
  return {
    ...choice,
    nodes: peerRuntimes(),
    subjects: [...OWN_SUBJECTS, ...PEERS],
    overhead: { slice: 2_000, warmUp: 16, starts: 5, peerStarts: 2, seconds: 0.8 },
    throughput: { rounds: 5, milliseconds: 400 },
    durability: { rounds: 3, requests: 5_000 },
  };
}

/** This workspace on the Node that runs it; under a minute. */
export function quickPlan(choice: Choice): Plan {
  return {
    ...choice,
    nodes: [ownRuntime],
    subjects: OWN_SUBJECTS,
    overhead: { slice: 2_000, warmUp: 2, starts: 1, peerStarts: 0, seconds: 0.6 },
    throughput: { rounds: 2, milliseconds: 200 },
    durability: { rounds: 1, requests: 1_000 },
  };
}
