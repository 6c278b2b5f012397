import type { Durability } from "../measure/durability.ts";
import type { Size } from "../measure/size.ts";
import type { Throughput } from "../measure/throughput.ts";
import { FLOOR_SENDING, PEEK } from "../subjects/registry.ts";
import type { Results } from "./results.ts";
import { table, withSpread } from "./table.ts";

export function throughputTable(throughput: readonly Throughput[]): string {
  const rows = throughput.map(({ framework, node, bare, share }) => [
    `${framework}, Node ${node}`,
    withSpread(bare, 0),
    ...[FLOOR_SENDING, PEEK].map(({ name }) => withSpread(share[name]!, 3)),
  ]);
  return table(["over TCP", "bare, requests/s", "floor + sending ÷ bare", "peek ÷ bare"], rows);
}

export function durabilityTables(durability: Results["durability"]): string {
  return durability.map(({ node, modes }) => durabilityTable(node, modes)).join("\n\n");
}

function durabilityTable(node: string, modes: readonly Durability[]): string {
  return table(
    [`Node ${node}`, "endpoint", "µs within the call", "µs in total", "bytes left on disk"],
    modes.map(({ mode, endpoint, calls, total, storedBytes }) => [
      `\`${mode}\``,
      endpoint,
      withSpread(calls, 2),
      withSpread(total, 2),
      storedBytes.toFixed(0),
    ]),
  );
}

export function sizeTable(sizes: readonly Size[]): string {
  return table(
    ["imports", "runtime", "minified", "min + gzip"],
    sizes.map(({ imports, runtime, minified, gzipped }) => [
      `\`${imports}\``,
      runtime,
      minified.toLocaleString("en"),
      gzipped.toLocaleString("en"),
    ]),
  );
}
