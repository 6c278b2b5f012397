import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPeek, type Peek, type PeekOptions } from "@peekjs/core";
import { startFaultyEndpoint, type Fault, type FaultyEndpoint } from "@peekjs/testing";
import { expect } from "vitest";
import { items, NOTHING_AMISS, recordItems, tally } from "./items.ts";
import { until } from "./until.ts";

/** Milliseconds for one delivery: faults that hang are over soon. */
export const TIMEOUT = 250;
/** Options where no fault hangs: what a busy machine answers late is not sent again. */
export const PATIENT = { timeout: 10_000 };

export interface FaultWindow {
  endpoint: FaultyEndpoint;
  client: Peek;
  /** What the client said. */
  codes: string[];
}

/** An endpoint, and a client that delivers to it in small batches and hurries. */
export async function withClient(
  options: PeekOptions,
  use: (window: FaultWindow) => Promise<void>,
): Promise<void> {
  await using endpoint = await startFaultyEndpoint();
  const storagePath = mkdtempSync(join(tmpdir(), "peek-window-"));
  const codes: string[] = [];
  const client = createPeek({
    endpoint: endpoint.url,
    storagePath,
    flushInterval: 50,
    batchSize: 50,
    timeout: TIMEOUT,
    maxRetries: 1_000,
    onError: ({ code }) => codes.push(code),
    ...options,
  });
  try {
    await use({ endpoint, client, codes });
  } finally {
    await client.shutdown({ timeout: 0 });
    rmSync(storagePath, { recursive: true, force: true });
  }
}

export const ITEMS = 300;

/** Delivers a third of the items before a fault, and records the others while it lasts. */
export async function meet(
  { endpoint, client, codes }: FaultWindow,
  fault: Fault | "refuse",
  failures = 1,
): Promise<void> {
  recordItems(client, 1, ITEMS / 3);
  await until("the first items", () => client.stats().delivered === ITEMS / 3);
  if (fault === "refuse") await endpoint.refuse();
  else endpoint.fail(fault);
  recordItems(client, ITEMS / 3 + 1, (ITEMS / 3) * 2);
  await until("the fault", () => codes.length >= failures);
  recordItems(client, (ITEMS / 3) * 2 + 1, ITEMS);
}

/** Expects that every item arrives, once, without any further one being recorded. */
export async function expectAll(
  { endpoint, client }: FaultWindow,
  timeout = 15_000,
): Promise<void> {
  await until("everything", () => client.stats().delivered === ITEMS, timeout);
  expect(tally(endpoint, items(1, ITEMS))).toEqual(NOTHING_AMISS);
  expect(client.stats()).toEqual({
    accepted: ITEMS,
    delivered: ITEMS,
    spooled: 0,
    pending: 0,
    summarised: 0,
    dropped: {},
  });
}
