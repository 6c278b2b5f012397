import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PeekOptions } from "@peekjs/core";
import { startFaultyEndpoint } from "@peekjs/testing";
import { bundle } from "./bundle.ts";
import type { LoadFigures } from "./load-app.ts";
import { runPreferred } from "./prefer.ts";

export const ITEMS = 200_000;

/**
 * What so many items do to a process while nobody listens at the endpoint. Each figure is the best of the runs: what the
 * machine does beside is no trouble of the client's.
 */
export async function bestWhileDown(
  options: PeekOptions,
  perTurn: number,
  runs: number,
): Promise<LoadFigures> {
  let best = await loadWhileDown(options, perTurn);
  for (let run = 1; run < runs; run++) {
    const figures = await loadWhileDown(options, perTurn);
    best = {
      ...figures,
      slowestCall: Math.min(best.slowestCall, figures.slowestCall),
      longestStall: Math.min(best.longestStall, figures.longestStall),
    };
  }
  return best;
}

/** What so many items do to a process while nobody listens at the endpoint. */
export async function loadWhileDown(options: PeekOptions, perTurn: number): Promise<LoadFigures> {
  const endpoint = await startFaultyEndpoint();
  await endpoint.refuse();
  const storagePath = mkdtempSync(join(tmpdir(), "peek-load-"));
  try {
    const all = JSON.stringify({ endpoint: endpoint.url, storagePath, ...options });
    const program = bundle("load-app");
    const stdout = await runPreferred("--expose-gc", program, all, String(ITEMS), String(perTurn));
    const { stats, ...figures } = JSON.parse(stdout) as LoadFigures;
    const rounded = Object.entries(figures).map(([name, value]) => `${name} ${value.toFixed(2)}`);
    console.log(`${options.durability ?? "interval"}, ${perTurn} a turn: ${rounded.join(", ")}`);
    return { stats, ...figures };
  } finally {
    rmSync(storagePath, { recursive: true, force: true });
  }
}
