import type { FrameworkName } from "../frameworks/framework.ts";
import type { LoadCommand } from "../load/socket-load.ts";
import { ownRuntime, type NodeRuntime } from "../process/peers.ts";
import { SubjectProcess } from "../process/subject-process.ts";
import { WorkerProcess } from "../process/worker-process.ts";
import { estimate, median, type Estimate } from "../statistics.ts";
import { BARE, FLOOR_SENDING, PEEK } from "../subjects/registry.ts";

export interface ThroughputPlan {
  rounds: number;
  /** Length of one reading. */
  milliseconds: number;
}

export interface Throughput {
  framework: FrameworkName;
  node: string;
  /** Requests per second of the bare app. */
  bare: Estimate;
  /** By subject, as a share of the bare app's. */
  share: Record<string, Estimate>;
}

const SUBJECTS = [BARE, FLOOR_SENDING, PEEK];

/** Measures how many requests a second one process answers over TCP, alone and with a subject. */
export async function measureThroughput(
  node: NodeRuntime,
  framework: FrameworkName,
  plan: ThroughputPlan,
): Promise<Throughput> {
  const program = new URL("../load/socket-load.ts", import.meta.url);
  const load = await WorkerProcess.start<LoadCommand>(ownRuntime.path, program, {});
  const servers: { process: SubjectProcess; port: number }[] = [];
  const rounds: Map<string, number>[] = [];
  try {
    for (const subject of SUBJECTS) {
      const process = await SubjectProcess.start(node.path, framework, subject);
      servers.push({ process, port: await process.listen() });
    }
    // The first round warms up.
    for (let n = 0; n <= plan.rounds; n++) {
      const round = new Map<string, number>();
      for (const { process, port } of n % 2 === 0 ? servers : servers.toReversed()) {
        const { milliseconds } = plan;
        const started = performance.now();
        const answered = await load.send({ port, milliseconds });
        process.served(answered);
        round.set(process.subject.name, (answered / (performance.now() - started)) * 1_000);
      }
      if (n > 0) rounds.push(round);
    }
    for (const { process } of servers) await process.verify();
  } finally {
    await load[Symbol.asyncDispose]();
    await Promise.all(servers.map(({ process }) => process[Symbol.asyncDispose]()));
  }
  const share = (drawn: readonly Map<string, number>[], name: string): number =>
    median(drawn.map((round) => round.get(name)! / round.get(BARE.name)!));
  return {
    framework,
    node: node.version,
    bare: estimate([rounds], (drawn) => median(drawn.map((round) => round.get(BARE.name)!))),
    share: Object.fromEntries(
      [FLOOR_SENDING, PEEK].map(({ name }) => [
        name,
        estimate([rounds], (drawn) => share(drawn, name)),
      ]),
    ),
  };
}
