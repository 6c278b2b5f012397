import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { freePort } from "../support/free-port.ts";
import { AppProcess } from "./support/app-process.ts";
import { killAll, message, start } from "./support/processes.ts";
import { countedRequests, storedPaths } from "./support/stored.ts";

const folder = mkdtempSync(join(tmpdir(), "peek-restarted-"));

afterEach(() => {
  killAll();
  rmSync(folder, { recursive: true, force: true });
});

it.each(["shut down", "killed"] as const)(
  "delivers everything once when the collector was down and the app is %s in between",
  async (how) => {
    const port = await freePort();
    const storagePath = join(folder, `spool ${how}`);
    const settings = {
      journal: join(folder, `journal ${how}`),
      kind: "requests" as const,
      options: {
        endpoint: `http://127.0.0.1:${port}`,
        storagePath,
        service: "orders",
        flushInterval: 50,
        maxRetries: 1,
      },
    };

    const { app: first } = await AppProcess.start(settings);
    first.tell({ do: "record", first: 1, last: 3_000, perTurn: 10 });
    await first.message();
    // What a kill may take is what the last 50 ms had not yet written.
    await expect
      .poll(() => spooledRecords(storagePath), { timeout: 10_000 })
      .toBeGreaterThanOrEqual(3_000);
    if (how === "killed") first.kill("SIGKILL");
    else await shutDown(first);
    await first.ended;

    const collector = start("collector", join(folder, `data ${how}`), String(port));
    await message(collector);
    const { app: second } = await AppProcess.start(settings);
    second.tell({ do: "record", first: 3_001, last: 4_000, perTurn: 10 });
    await second.message();
    expect(await shutDown(second)).toMatchObject({ result: { spooled: 0, pending: 0 } });

    const paths = await storedPaths(port);
    expect(new Set(paths).size).toBe(4_000);
    expect(paths.length).toBe(4_000);
    expect(await countedRequests(port)).toBe(4_000);
    expect(readdirSync(join(storagePath, readdirSync(storagePath)[0]!))).toEqual([]);
  },
  60_000,
);

async function shutDown(app: AppProcess): Promise<unknown> {
  app.tell({ do: "shutdown", timeout: 10_000 });
  const answer = await app.message();
  app.tell({ do: "end" });
  return answer;
}

/** Highest number that the group headers on disk tell. */
function spooledRecords(storagePath: string): number {
  let last = 0;
  for (const name of readdirSync(storagePath, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".segment")) continue;
    const text = readFileSync(join(storagePath, name), "latin1");
    for (const [, number] of text.matchAll(/"first":\d+,"last":(\d+)/g)) {
      last = Math.max(last, Number(number));
    }
  }
  return last;
}
