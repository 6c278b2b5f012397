import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { readFile as readBytes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, it } from "vitest";
import { batchOf, requestRecord } from "./support/batch.ts";
import { openForTest, temporaryDirectory } from "./support/directory.ts";

const LOADER = fileURLToPath(new URL("support/load-and-die.ts", import.meta.url));
const APPENDER = fileURLToPath(new URL("support/append-until-killed.ts", import.meta.url));

/** Runs the appender until it has acknowledged `batches`, kills it, and returns the last number of each instance. */
async function appendAndKill(
  directory: string,
  prefix: string,
  batches: number,
): Promise<Map<string, number>> {
  const child = spawn(process.execPath, [...process.execArgv, APPENDER, directory, prefix], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const acknowledged = new Map<string, number>();
  let seen = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const [instance, , last] = line.split(" ");
    if (last !== undefined && line.endsWith(last)) acknowledged.set(instance!, Number(last));
    seen++;
    if (seen === batches) child.kill("SIGKILL");
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  expect(child.signalCode).toBe("SIGKILL");
  return acknowledged;
}

interface Kept {
  rows: number;
  distinct: number;
  minutes: number;
  hours: number;
  byInstance: Map<string, number>;
}

/** Reads the closed file itself. */
async function readFile(directory: string): Promise<Kept> {
  const instance = await DuckDBInstance.create(join(directory, "days/2026-11-21.duckdb"));
  const connection = await instance.connect();
  const read = async (sql: string) => (await connection.runAndReadAll(sql)).getRowsJS();
  const [counts] = (await read(`
    SELECT count(*)::INTEGER, count(DISTINCT path)::INTEGER,
      (SELECT sum(requests) FROM rollup_minute)::INTEGER, (SELECT sum(requests) FROM rollup_hour)::INTEGER
    FROM requests`)) as [[number, number, number, number]];
  const instances = (await read(
    "SELECT split_part(path, '/', 2), count(*)::INTEGER FROM requests GROUP BY 1",
  )) as [string, number][];
  connection.closeSync();
  instance.closeSync();
  const [rows, distinct, minutes, hours] = counts;
  return { rows, distinct, minutes, hours, byInstance: new Map(instances) };
}

describe("a store whose process is killed", () => {
  it("has everything acknowledged, and nothing twice", async () => {
    const directory = await temporaryDirectory();
    const expected = new Map<string, number>();
    for (const [run, batches] of [20, 150, 400, 700, 1_100].entries()) {
      const acknowledged = await appendAndKill(directory, `run${run}`, batches);
      expect(acknowledged.size).toBe(3);
      const store = await openForTest(directory);
      for (const [instance, last] of acknowledged) {
        // A client repeats what it got no answer for, in groups of its own choice.
        const again = (first: number, end: number) =>
          store.append(
            batchOf(
              Array.from({ length: end - first + 1 }, (_, index) =>
                requestRecord({ path: `/${instance}/${first + index}` }),
              ),
              { instance, first },
            ),
          );
        expect(await again(1, last)).toMatchObject({ accepted: 0, duplicates: last });
        await again(last - 5, last + 1_000);
        expected.set(instance, last + 1_000);
      }
      await store.close();

      const kept = await readFile(directory);
      expect(kept.byInstance).toEqual(expected);
      expect(kept).toMatchObject({ distinct: kept.rows, minutes: kept.rows, hours: kept.rows });
    }
  }, 120_000);

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
    await writeFile(changes, damage(await readBytes(changes)));

    const store = await openForTest(directory);
    await store.close();
    expect(await readFile(directory)).toEqual({
      rows: 2_000,
      distinct: 2_000,
      minutes: 2_000,
      hours: 2_000,
      byInstance: new Map([["a", 2_000]]),
    });
  });
});
