import type { Plan } from "../plan.ts";
import type { Results } from "../report/results.ts";
import { measureDurability } from "./durability.ts";
import { measureOverhead } from "./overhead.ts";
import { measureSizes } from "./size.ts";
import { measureThroughput } from "./throughput.ts";

/** Measures one thing after the other, as the plan says. */
export async function measureAll(
  plan: Plan,
  progress: (what: string) => void,
): Promise<Omit<Results, "environment">> {
  const results: Omit<Results, "environment"> = {
    overhead: [],
    throughput: [],
    durability: [],
    sizes: [],
  };
  for (const node of plan.nodes) {
    for (const framework of plan.frameworks) {
      if (plan.parts.includes("overhead")) {
        progress(`CPU per request, ${framework} on Node ${node.version}`);
        results.overhead.push(await measureOverhead(node, framework, plan.subjects, plan.overhead));
      }
      if (plan.parts.includes("throughput")) {
        progress(`throughput, ${framework} on Node ${node.version}`);
        results.throughput.push(await measureThroughput(node, framework, plan.throughput));
      }
    }
    if (plan.parts.includes("durability")) {
      progress(`durability on Node ${node.version}`);
      const modes = await measureDurability(node, plan.durability);
      results.durability.push({ node: node.version, modes });
    }
  }
  if (plan.parts.includes("size")) results.sizes = await measureSizes();
  return results;
}
