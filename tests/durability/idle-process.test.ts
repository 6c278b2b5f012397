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

/**
 * Milliseconds that an app waits and works between its last line and its end, whatever else the machine does meanwhile:
 * those of the first run within the time allowed, or else of the last.
 */
async function endOf(what: string, allowed: number, options: PeekOptions = {}): Promise<number> {
  const all = JSON.stringify({ endpoint: endpoint.url, storagePath, ...options });
  let time = Number.POSITIVE_INFINITY;
  for (let run = 0; run < RUNS && time >= allowed; run++) {
    time = Number(await runPreferred(bundle("idle-app"), what, all));
  }
  return time;
}

describe("a process comes to its natural end", () => {
  it.each<[string, string, PeekOptions]>([
    ["a client that recorded nothing", "create", {}],
    ["a client that has delivered everything", "flush", {}],
    ["durability memory and nothing pending", "flush", { durability: "memory" }],
  ])("at most 50 ms later with %s", async (_, what, options) => {
    expect(await endOf(what, MOST_DELAY, options)).toBeLessThan(MOST_DELAY);
  });

  it("at most 50 ms later with a delivery under way to a black hole and no flush at exit", async () => {
    endpoint.fail("unread");
    const options = { batchSize: 5, flushOnExit: false };
    expect(await endOf("record", MOST_DELAY, options)).toBeLessThan(MOST_DELAY);
  });

  it("at most a second later with a delivery under way to a black hole", async () => {
    endpoint.fail("unread");
    const allowed = EXIT_FLUSH + MOST_DELAY;
    expect(await endOf("record", allowed, { batchSize: 5 })).toBeLessThan(allowed);
  });
});
