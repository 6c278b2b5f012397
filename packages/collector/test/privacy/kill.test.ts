import { it } from "vitest";
import { eraseAndKill, keptFolder } from "./support/kill-erasure.ts";

it("an erasure during which the collector is killed is done when it is asked for again", async () => {
  const folder = await keptFolder();
  const duration = await eraseAndKill(folder);
  for (const part of [0.2, 0.5, 0.8]) await eraseAndKill(folder, part * duration);
});
