import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect } from "vitest";
import { batchOf, requestRecord } from "./batch.ts";
import { openForTest, temporaryDirectory } from "./directory.ts";

const APPENDER = fileURLToPath(new URL("append-until-killed.ts", import.meta.url));

/** Runs the appender until it has acknowledged `count` batches, kills it, and returns the last number of each instance. */
async function appendAndKill(
  directory: string,
  prefix: string,
  count: number,
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
    if (seen === count) child.kill("SIGKILL");
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  expect(child.signalCode).toBe("SIGKILL");
  return acknowledged;
}

export interface Kept {
  rows: number;
  distinct: number;
  minutes: number;
  hours: number;
  byInstance: Map<string, number>;
}

/** Reads the closed file itself. */
export async function readKept(directory: string): Promise<Kept> {
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

/**
 * Kills a process that appends without end, again and again on one directory, and looks each time that everything
 * acknowledged is there once.
 *
 * @param batches how many are acknowledged before each kill
 */
export async function killAgainAndAgain(batches: readonly number[]): Promise<void> {
  const directory = await temporaryDirectory();
  const expected = new Map<string, number>();
  for (const [run, count] of batches.entries()) {
    const acknowledged = await appendAndKill(directory, `run${run}`, count);
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

    const kept = await readKept(directory);
    expect(kept.byInstance).toEqual(expected);
    expect(kept).toMatchObject({ distinct: kept.rows, minutes: kept.rows, hours: kept.rows });
  }
}
