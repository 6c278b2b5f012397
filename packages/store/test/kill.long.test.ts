import { describe, it } from "vitest";
import { killAgainAndAgain } from "./support/kill.ts";

describe("a store whose process is killed", () => {
  it("has everything acknowledged, and nothing twice, when it held more each time", async () => {
    await killAgainAndAgain([20, 150, 400, 700, 1_100]);
  });
});
