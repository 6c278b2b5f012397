import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, it } from "vitest";
import { expectToSurviveKills } from "./support/collector-kills.ts";
import { killAll } from "./support/processes.ts";

const folder = mkdtempSync(join(tmpdir(), "peek-killed-"));

afterEach(() => {
  killAll();
  rmSync(folder, { recursive: true, force: true });
});

it("loses nothing and counts nothing twice when the collector is killed again and again under load", async () => {
  await expectToSurviveKills(folder, 4);
});
