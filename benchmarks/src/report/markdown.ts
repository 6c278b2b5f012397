import { durabilityTables, sizeTable, throughputTable } from "./other-tables.ts";
import { overheadTables, ratioTable } from "./overhead-tables.ts";
import type { Results } from "./results.ts";

/** Processes that want a core beside the benchmarks; above it the figures say little. */
const QUIET = 0.5;

/** The report of a run. What the figures mean is said in the README beside it. */
export function toMarkdown(results: Results): string {
  const { environment, overhead, throughput, durability, sizes } = results;
  const sections = [
    `# Results

Written by \`${environment.command}\`; [how it is measured](./README.md). Every figure is a median; in brackets, where it
lies with a probability of 90 %.`,
    environmentList(results),
  ];
  if (overhead.length > 0) {
    sections.push(
      `## Added CPU per request\n\n${ratioTable(overhead)}`,
      `Above the bare app, deliveries included:\n\n${overheadTables(overhead)}`,
    );
  }
  if (throughput.length > 0) sections.push(`## Throughput\n\n${throughputTable(throughput)}`);
  if (durability.length > 0) {
    sections.push(`## Durability, for one event\n\n${durabilityTables(durability)}`);
  }
  if (sizes.length > 0) sections.push(`## Size in bytes\n\n${sizeTable(sizes)}`);
  return `${sections.join("\n\n")}\n`;
}

function environmentList({ environment, overhead }: Results): string {
  const { cpu, cores, memory, system, loadBefore, date, commit, packages } = environment;
  const busy = loadBefore > QUIET ? " (**too busy: measure again**)" : "";
  const rounds = overhead.map(({ rounds }) => rounds);
  const versions = Object.entries(packages).map(([name, version]) => `${name} ${version}`);
  return [
    `- ${date}, commit ${commit}`,
    `- ${cpu}, ${cores} cores, ${memory} GiB, ${system}; load before the run ${loadBefore}${busy}`,
    `- ${versions.join(", ")}`,
    ...(rounds.length > 0
      ? [`- ${Math.min(...rounds)} to ${Math.max(...rounds)} rounds for each framework`]
      : []),
  ].join("\n");
}
