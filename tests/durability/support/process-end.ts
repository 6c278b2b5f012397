import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPeek, type PeekOptions } from "@peekjs/core";
import { startFaultyEndpoint, type FaultyEndpoint } from "@peekjs/testing";
import { expect } from "vitest";
import { AppProcess, type Ended } from "./app-process.ts";
import type { AppSettings, Command } from "./app.ts";
import { tally } from "./items.ts";
import type { Recorded } from "./journal.ts";
import { until } from "./until.ts";

const FEWEST_ITEMS = 300;
/** Items recorded after the last delivery, which writes to the spool too, and before the end. */
const LAST_ITEMS = 200;

export type EndpointState = "answers" | "refuses" | "hangs" | "takes in and says nothing";
export type Durability = NonNullable<PeekOptions["durability"]>;

/** A way in which a process comes to its end. */
export interface End {
  name: string;
  by: NodeJS.Signals | (Command & { do: "end" | "exit" | "throw" | "reject" })["do"];
  /** Exit code or signal that the end has without peek. */
  outcome: number | NodeJS.Signals;
  onSignal?: AppSettings["onSignal"];
  options?: PeekOptions;
  /** Whether peek is asked before, so that nothing may be lost whatever the durability. */
  inOrder: boolean;
}

export interface Aftermath extends Ended {
  listeners: number;
  recorded: Recorded[];
  ticks: number[];
  lost: number[];
  duplicated: number[];
}

/** Ends a process that records all the time, starts another and tells what became of what it had recorded. */
export async function endAndRestart(
  end: End,
  state: EndpointState,
  durability: Durability,
): Promise<Aftermath> {
  await using endpoint = await startFaultyEndpoint();
  const folder = mkdtempSync(join(tmpdir(), "peek-ends-"));
  try {
    const options = {
      endpoint: endpoint.url,
      storagePath: join(folder, "spool"),
      service: "orders",
      environment: "production",
      flushInterval: 300,
      durability,
    };
    await bring(endpoint, state);
    const settings = {
      journal: join(folder, "journal"),
      onSignal: end.onSignal,
      options: { ...options, ...end.options },
    };
    const { app, listeners } = await AppProcess.start(settings);
    app.tell({ do: "record", first: 1, perTurn: 2 });
    const count = (): number => app.journal().recorded.length;
    const isUnderWay = (): boolean => state === "refuses" || endpoint.attempts > 0;
    await until("items", () => isUnderWay() && count() >= FEWEST_ITEMS);
    const enough = count() + LAST_ITEMS;
    await until("the last items", () => count() >= enough);
    if (end.by.startsWith("SIG")) app.kill(end.by as NodeJS.Signals);
    else app.tell({ do: end.by } as Command);
    const ended = await app.ended;
    await endpoint.accept();
    await deliverSpool(options);
    const journal = app.journal();
    const items = journal.recorded.map(({ item }) => item);
    return { ...ended, ...journal, listeners, ...tally(endpoint, items) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Starts a client that takes over what others left; resolves when nothing of it is left on disk. */
export async function deliverSpool(options: PeekOptions & { storagePath: string }): Promise<void> {
  const codes: string[] = [];
  const client = createPeek({ ...options, onError: ({ code }) => codes.push(code) });
  const [folder] = readdirSync(options.storagePath);
  try {
    await until(
      "the spool to be delivered",
      () => readdirSync(join(options.storagePath, folder!)).length === 0,
    );
  } finally {
    await client.shutdown({ timeout: 1_000 });
  }
  expect(codes).not.toContain("PEEK_E_INTERNAL");
}

async function bring(endpoint: FaultyEndpoint, state: EndpointState): Promise<void> {
  if (state === "refuses") await endpoint.refuse();
  else if (state === "hangs") endpoint.fail("hang");
  else if (state === "takes in and says nothing") endpoint.fail("headers-only");
}
