import { describe, expect, it } from "vitest";
import { NOTHING_AMISS } from "./support/items.ts";
import { killInTurn, runProgram, shareFolder } from "./support/shared-folder.ts";

describe("one folder, and nothing lost or repeated, for", () => {
  it.each([
    [2, 40],
    [4, 80],
  ])("%i processes that are killed and restarted in turn, %i times", async (processes, kills) => {
    expect(await shareFolder((shared) => killInTurn(shared, processes, kills))).toMatchObject(
      NOTHING_AMISS,
    );
  });

  it("a cluster whose workers are killed and replaced forty times", async () => {
    expect(
      await shareFolder((shared) => runProgram(shared, "cluster-app", "40", "1")),
    ).toMatchObject(NOTHING_AMISS);
  });

  it("a cluster of ten clients in each worker, killed and replaced twenty times", async () => {
    expect(
      await shareFolder((shared) => runProgram(shared, "cluster-app", "20", "10")),
    ).toMatchObject(NOTHING_AMISS);
  });
});
