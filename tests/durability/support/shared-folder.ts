import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PeekOptions } from "@peekjs/core";
import { startFaultyEndpoint, type FaultyEndpoint } from "@peekjs/testing";
import { AppProcess } from "./app-process.ts";
import { bundle } from "./bundle.ts";
import { tally, type Tally } from "./items.ts";
import { readJournal } from "./journal.ts";
import type { MemberSettings } from "./member.ts";
import { deliverSpool } from "./process-end.ts";
import { until } from "./until.ts";
import { writeThrough } from "./write-through.ts";

/** Items that a process has room for, and those after which it may be killed. */
const ITEMS_OF_ONE = 10_000;
const ENOUGH = 150;

export interface SharedFolder {
  endpoint: FaultyEndpoint;
  settings: MemberSettings & { options: PeekOptions & { storagePath: string } };
}

/** Lets processes share a folder, and tells in the end what became of all that they recorded. */
export async function shareFolder(
  use: (shared: SharedFolder) => Promise<void>,
): Promise<Tally & { recorded: number }> {
  const faults = ["reset-after", "reset-before", { status: 503 }] as const;
  await using endpoint = await startFaultyEndpoint({ flapping: { seed: 7, share: 0.3, faults } });
  const folder = mkdtempSync(join(tmpdir(), "peek-shared-"));
  const journals = join(folder, "journals");
  mkdirSync(journals);
  const options = writeThrough(endpoint, folder);
  try {
    await use({ endpoint, settings: { options, journals } });
    endpoint.fail("accept");
    await deliverSpool(options);
    const recorded = readdirSync(journals).flatMap((name) =>
      readJournal(join(journals, name)).recorded.map(({ item }) => item),
    );
    return { recorded: recorded.length, ...tally(endpoint, recorded) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs processes side by side, and kills and restarts them in turn. */
export async function killInTurn(
  { settings: { options, journals } }: SharedFolder,
  processes: number,
  kills: number,
): Promise<void> {
  let made = 0;
  const apps: AppProcess[] = [];
  const make = async (): Promise<void> => {
    made++;
    const { app } = await AppProcess.start({ options, journal: join(journals, String(made)) });
    app.tell({ do: "record", first: made * ITEMS_OF_ONE, perTurn: 1 });
    apps.push(app);
  };
  for (let i = 0; i < processes; i++) await make();
  for (let i = 0; i < kills; i++) {
    const victim = apps.shift()!;
    await until("items", () => victim.journal().recorded.length > ENOUGH);
    victim.kill("SIGKILL");
    await make();
  }
  for (const app of apps) app.tell({ do: "end" });
  await Promise.all(apps.map(({ ended }) => ended));
}

/** Runs a program that makes its own processes or threads. */
export async function runProgram(
  { settings }: SharedFolder,
  program: string,
  ...args: string[]
): Promise<void> {
  const child = fork(bundle(program), [JSON.stringify(settings), ...args], {
    execArgv: [],
    env: { ...process.env, NODE_ENV: "production" },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let stderr = "";
  child.stderr!.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`${program} ended with ${code}. ${stderr}`);
}
