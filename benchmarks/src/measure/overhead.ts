import type { FrameworkName } from "../frameworks/framework.ts";
import type { NodeRuntime } from "../process/peers.ts";
import { SubjectProcess } from "../process/subject-process.ts";
import { estimate, median, type Estimate } from "../statistics.ts";
import { BARE, FLOOR_SENDING, type SubjectEntry } from "../subjects/registry.ts";

export interface OverheadPlan {
  /** Requests between two readings of the CPU time. */
  slice: number;
  /** Slices that every process serves before the first that counts: V8 still compiles what runs once a request after ten. */
  warmUp: number;
  /** How often all processes are started anew. */
  starts: number;
  /** How many of the starts the other products take part in. */
  peerStarts: number;
  /** Time for the rounds of one start, for each subject in it. */
  seconds: number;
}

/** CPU microseconds per request. */
interface SubjectOverhead {
  subject: string;
  reports: string;
  /** Of the process, app included. */
  total: Estimate;
  /** Above the bare app. */
  added: Estimate;
  /** Added, as a multiple of what the floor with sending adds. */
  ratio: Estimate;
  /** Bytes of bodies sent, per request. */
  sentBytes: number;
}

export interface Overhead {
  framework: FrameworkName;
  node: string;
  rounds: number;
  subjects: SubjectOverhead[];
}

/** On a busy machine more than the time allows. */
const FEWEST_ROUNDS = 3;

/** CPU time per request by subject, in one round of slices. */
type Round = ReadonlyMap<string, number>;

/** Measures what each subject adds to one framework's app on one Node. */
export async function measureOverhead(
  node: NodeRuntime,
  framework: FrameworkName,
  subjects: readonly SubjectEntry[],
  plan: OverheadPlan,
): Promise<Overhead> {
  const measured = subjects.filter((subject) => subject.frameworks.includes(framework));
  const starts: Round[][] = [];
  const sentBytes = new Map<string, number>();
  for (let start = 0; start < plan.starts; start++) {
    const processes: SubjectProcess[] = [];
    try {
      for (const subject of measured) {
        if (subject.isPeer && start >= plan.peerStarts) continue;
        processes.push(await SubjectProcess.start(node.path, framework, subject));
      }
      starts.push(await runRounds(processes, plan));
      for (const process of processes) {
        await process.verify();
        sentBytes.set(process.subject.name, process.sentBytes);
      }
    } finally {
      await Promise.all(processes.map((process) => process[Symbol.asyncDispose]()));
    }
  }
  return {
    framework,
    node: node.version,
    rounds: starts.flat().length,
    subjects: measured.map(({ name, reports, isPeer }) => {
      const seen = isPeer ? starts.slice(0, plan.peerStarts) : starts;
      return {
        subject: name,
        reports,
        total: estimate(seen, (drawn) => median(drawn.map((round) => round.get(name)!))),
        added: estimate(seen, (drawn) => added(drawn, name)),
        ratio: estimate(seen, (drawn) => added(drawn, name) / added(drawn, FLOOR_SENDING.name)),
        sentBytes: sentBytes.get(name)!,
      };
    }),
  };
}

/** Every process serves one slice in each round, in a new order: what disturbs the machine disturbs all alike. */
async function runRounds(
  processes: readonly SubjectProcess[],
  { slice, warmUp, seconds }: OverheadPlan,
): Promise<Round[]> {
  for (const process of processes) {
    for (let n = 0; n < warmUp; n++) await process.run(slice);
  }
  const rounds: Round[] = [];
  const end = performance.now() + seconds * 1_000 * processes.length;
  while (rounds.length < FEWEST_ROUNDS || performance.now() < end) {
    const turn = rounds.length % processes.length;
    const order = [...processes.slice(turn), ...processes.slice(0, turn)];
    if (rounds.length % 2 === 1) order.reverse();
    const round = new Map<string, number>();
    for (const process of order) round.set(process.subject.name, await process.run(slice));
    rounds.push(round);
  }
  return rounds;
}

/** The median of the differences within each round. */
function added(rounds: readonly Round[], subject: string): number {
  return median(rounds.map((round) => round.get(subject)! - round.get(BARE.name)!));
}
