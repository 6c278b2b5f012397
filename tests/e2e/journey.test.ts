import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { PREFERRED } from "../durability/support/prefer.ts";
import { NodeProcess } from "./support/node-process.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "peek-journey-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("peek is ready within two seconds", async () => {
  const times: number[] = [];
  // The best of a few: other work on the machine is not the subject.
  while (times.length < 8 && !times.some((time) => time < 2_000)) {
    const main = ["packages/cli/src/main.ts", "--port", "0"] as const;
    const peek = new NodeProcess(main, folder, {}, PREFERRED);
    const [, time] = await peek.until(/ready in (\d+) ms/);
    await peek.stop();
    times.push(Number(time));
  }
  console.info(`ready in ${times.join(", ")} ms`);
  expect(Math.min(...times)).toBeLessThan(2_000);
});
