import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { openForTest, temporaryDirectory } from "./support/directory.ts";
import { killAgainAndAgain, readKept } from "./support/kill.ts";

const LOADER = fileURLToPath(new URL("support/load-and-die.ts", import.meta.url));

describe("a store whose process is killed", () => {
  it("has everything acknowledged, and nothing twice", async () => {
    await killAgainAndAgain([20, 150, 700]);
  });

  it.each([
    ["damaged", (bytes: Buffer) => bytes.map((byte, at) => (at % 97 === 50 ? byte ^ 0xff : byte))],
    ["cut off", (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
  ])("loads again what DuckDB's own log of changes had when that is %s", async (_, damage) => {
    const directory = await temporaryDirectory();
    const child = spawn(process.execPath, [...process.execArgv, LOADER, directory], {
      stdio: "inherit",
    });
    await once(child, "exit");
    const changes = join(directory, "days/2026-11-21.duckdb.wal");
    await writeFile(changes, damage(await readFile(changes)));

    const store = await openForTest(directory);
    await store.close();
    expect(await readKept(directory)).toEqual({
      rows: 2_000,
      distinct: 2_000,
      minutes: 2_000,
      hours: 2_000,
      byInstance: new Map([["a", 2_000]]),
    });
  });
});
