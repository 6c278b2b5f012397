import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPeek, type Peek } from "@peekjs/core";
import { startFaultyEndpoint, type Fault } from "@peekjs/testing";
import fc from "fast-check";
import { expect } from "vitest";
import { TIMEOUT } from "./fault-window.ts";
import { LASTING, PASSING } from "./faults.ts";
import { items, NOTHING_AMISS, recordItems, tally } from "./items.ts";
import { deliverSpool } from "./process-end.ts";

export interface Step {
  records: number;
  /** What the next delivery meets. */
  fault: Fault;
  /** Whether the client is shut down afterwards, and another takes over. */
  restart: boolean;
}

const faults = [...PASSING, ...LASTING].map(([, fault]) => fault).filter((f) => f !== "refuse");

export const steps = (maxLength: number): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.record({
      records: fc.integer({ min: 1, max: 120 }),
      fault: fc.oneof(fc.constant<Fault>("accept"), fc.constantFrom(...faults)),
      restart: fc.integer({ min: 0, max: 4 }).map((chance) => chance === 0),
    }),
    { minLength: 1, maxLength },
  );

export const durabilities = fc.constantFrom("memory", "interval", "event");

/** Expects that an endpoint which flaps so, and clients that follow one another, end with every item there once. */
export async function expectToSurvive(
  durability: "memory" | "interval" | "event",
  sequence: readonly Step[],
): Promise<void> {
  await using endpoint = await startFaultyEndpoint({ script: sequence.map(({ fault }) => fault) });
  const storagePath = mkdtempSync(join(tmpdir(), "peek-flapping-"));
  const options = {
    endpoint: endpoint.url,
    storagePath,
    service: "orders",
    durability,
    flushInterval: 50,
    batchSize: 50,
    timeout: TIMEOUT / 5,
    onError: () => undefined,
  };
  const start = (): Peek => createPeek(options);
  let client = start();
  let recorded = 0;
  try {
    for (const { records, restart } of sequence) {
      recordItems(client, recorded + 1, (recorded += records));
      await client.flush({ timeout: 20 });
      if (!restart) continue;
      await client.shutdown({ timeout: 20 });
      client = start();
    }
    while (client.pendingCount + client.stats().spooled > 0) await client.flush({ timeout: 100 });
    await client.shutdown({ timeout: 100 });
    endpoint.fail("accept");
    while (tally(endpoint, items(1, recorded)).lost.length > 0) await deliverSpool(options);
    expect(tally(endpoint, items(1, recorded))).toEqual(NOTHING_AMISS);
  } finally {
    rmSync(storagePath, { recursive: true, force: true });
  }
}
