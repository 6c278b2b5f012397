import { describe, expect, it } from "vitest";
import { NOTHING_AMISS } from "./support/items.ts";
import { killInTurn, runProgram, shareFolder } from "./support/shared-folder.ts";

describe.concurrent("one folder, and nothing lost or repeated, for", () => {
  it.each([
    [2, 3],
    [4, 4],
  ])(
    "%i processes that are killed and restarted in turn, %i times",
    async (processes, kills) => {
      const result = await shareFolder((shared) => killInTurn(shared, processes, kills));
      expect(result).toMatchObject(NOTHING_AMISS);
      expect(result.recorded).toBeGreaterThan(500);
    },
    60_000,
  );

  it.each([1, 4])(
    "a cluster whose workers are killed and replaced, with %i clients in each",
    async (clients) => {
      const args = ["3", String(clients)];
      const result = await shareFolder((shared) => runProgram(shared, "cluster-app", ...args));
      expect(result).toMatchObject(NOTHING_AMISS);
      expect(result.recorded).toBeGreaterThan(500);
    },
  );

  it("clients in several threads of which one is terminated", async () => {
    const result = await shareFolder((shared) => runProgram(shared, "threads-app"));
    expect(result).toMatchObject(NOTHING_AMISS);
    expect(result.recorded).toBeGreaterThan(500);
  });
});
