import type { Overhead } from "../measure/overhead.ts";
import { BARE, PEEK } from "../subjects/registry.ts";
import { table, withSpread } from "./table.ts";

/** What is asked first: peek as a multiple of the least that does the same. */
export function ratioTable(overhead: readonly Overhead[]): string {
  const nodes = [...new Set(overhead.map(({ node }) => node))];
  const frameworks = [...new Set(overhead.map(({ framework }) => framework))];
  const rows = frameworks.map((framework) => [
    framework,
    ...nodes.map((node) => {
      const cell = overhead.find((each) => each.framework === framework && each.node === node);
      const peek = cell?.subjects.find(({ subject }) => subject === PEEK.name);
      return peek === undefined ? "–" : `${withSpread(peek.ratio, 2)} ×`;
    }),
  ]);
  return table(["peek ÷ (floor + sending)", ...nodes.map((node) => `Node ${node}`)], rows);
}

/** Added microseconds of every subject, one table for each Node. */
export function overheadTables(overhead: readonly Overhead[]): string {
  const nodes = [...new Set(overhead.map(({ node }) => node))];
  return nodes
    .map((node) =>
      overheadTable(
        node,
        overhead.filter((each) => each.node === node),
      ),
    )
    .join("\n\n");
}

function overheadTable(node: string, cells: readonly Overhead[]): string {
  const known = cells.flatMap(({ subjects }) => subjects);
  const names = [...new Set(known.map(({ subject }) => subject))];
  const rows = names.map((name) => [
    name === BARE.name ? "the bare app itself" : name,
    ...cells.map(({ subjects }) => {
      const found = subjects.find(({ subject }) => subject === name);
      if (found === undefined) return "–";
      return withSpread(name === BARE.name ? found.total : found.added, 1);
    }),
    known.find(({ subject }) => subject === name)!.reports,
    bytes(
      Math.max(...known.filter(({ subject }) => subject === name).map((each) => each.sentBytes)),
    ),
  ]);
  const head = [
    `µs per request, Node ${node}`,
    ...cells.map(({ framework }) => framework),
    "reports",
    "bytes sent",
  ];
  return table(head, rows);
}

function bytes(perRequest: number): string {
  return perRequest.toFixed(perRequest < 10 ? 1 : 0);
}
