import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PeekOptions } from "@peekjs/core";
import { startFaultyEndpoint, type FaultyEndpoint } from "@peekjs/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bundle } from "./support/bundle.ts";
import { runPreferred } from "./support/prefer.ts";

const RUNS = 3;
/** Milliseconds that a client may put off the end of a process. */
const MOST_DELAY = 50;
/** Milliseconds for which the end is put off when something is pending. */
const EXIT_FLUSH = 1_000;

let endpoint: FaultyEndpoint;
let storagePath: string;

beforeEach(async () => {
  endpoint = await startFaultyEndpoint();
  storagePath = mkdtempSync(join(tmpdir(), "peek-idle-"));
});
afterEach(async () => {
  await endpoint.close();
  rmSync(storagePath, { recursive: true, force: true });
});

/** Milliseconds from the last line of the app to its end; the shortest of some runs, for other tests run beside. */
async function endOf(what: string, options: PeekOptions = {}): Promise<number> {
  const all = JSON.stringify({ endpoint: endpoint.url, storagePath, ...options });
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const stdout = await runPreferred(bundle("idle-app"), what, all);
    times.push(Number(stdout));
  }
  return Math.min(...times);
}

describe("a process comes to its natural end", () => {
  it.each<[string, string, PeekOptions]>([
    ["a client that recorded nothing", "create", {}],
    ["a client that has delivered everything", "flush", {}],
    ["durability memory and nothing pending", "flush", { durability: "memory" }],
  ])("at most 50 ms later with %s", async (_, what, options) => {
    const bare = await endOf("nothing");
    expect(await endOf(what, options)).toBeLessThan(bare + MOST_DELAY);
  });

  it("at most 50 ms later with a delivery under way to a black hole and no flush at exit", async () => {
    endpoint.fail("unread");
    const options = { batchSize: 5, flushOnExit: false };
    expect(await endOf("record", options)).toBeLessThan((await endOf("nothing")) + MOST_DELAY);
  });

  it("at most a second later with a delivery under way to a black hole", async () => {
    endpoint.fail("unread");
    expect(await endOf("record", { batchSize: 5 })).toBeLessThan(EXIT_FLUSH + MOST_DELAY);
  });
});
