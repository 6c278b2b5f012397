import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PeekOptions } from "@peekjs/core";
import { describe, expect, it } from "vitest";
import { readSegments } from "../support/read-segments.ts";
import { runApp } from "../support/run-app.ts";
import { startScriptedEndpoint } from "../support/scripted-endpoint.ts";

type Durability = NonNullable<PeekOptions["durability"]>;

const RECORD_MANY = "for (let i = 0; i < 100; i++) record();";
const DIE = 'process.kill(process.pid, "SIGKILL");';
const DIE_ONCE_WRITTEN = `
  import { readdirSync } from "node:fs";
  setInterval(() => {
    const files = readdirSync(options.storagePath, { recursive: true });
    if (files.some((name) => name.endsWith(".segment"))) ${DIE}
  }, 1);`;

/** Runs an app whose endpoint never answers; resolves with what it left. */
async function leftBy(source: string, options: PeekOptions): Promise<string> {
  const storagePath = mkdtempSync(join(tmpdir(), "peek-left-"));
  const hanging = await startScriptedEndpoint(() => undefined);
  try {
    await runApp(source, { endpoint: hanging.url, storagePath, ...options });
    return readSegments(storagePath);
  } finally {
    await hanging.close();
    rmSync(storagePath, { recursive: true, force: true });
  }
}

describe.concurrent("what a process leaves on disk", () => {
  it("has what was recorded after the flush at the natural end", async () => {
    const source = `
      client.recordRequest({ method: "GET", route: "/early", durationMs: 1 });
      let isLate = false;
      process.on("beforeExit", () => {
        if (isLate) return;
        isLate = true;
        setTimeout(() => client.recordRequest({ method: "GET", route: "/late", durationMs: 1 }), 1_200);
      });`;
    const left = await leftBy(source, { flushInterval: 60_000 });
    expect(left).toContain("/early");
    expect(left).toContain("/late");
  });

  it.each([
    ["of itself", ""],
    [
      "by a signal it was told of",
      'setInterval(() => {}, 1000); process.kill(process.pid, "SIGTERM");',
    ],
  ])("has what is under way, with durability memory, when its end comes %s", async (_, ending) => {
    const options = { durability: "memory", flushInterval: 60_000 } as const;
    const left = await leftBy(`${RECORD_MANY} ${ending}`, {
      ...options,
      shutdownSignals: ["SIGTERM"],
    });
    expect(left).toContain('"first":1,"last":100');
  });

  it.each<[string, Durability, number, string, number]>([
    ["all, with durability event", "event", 1_000, DIE, 100],
    ["all that was written, with durability interval", "interval", 1_000, DIE_ONCE_WRITTEN, 100],
    ["what waits for an answer, with durability interval", "interval", 100, DIE_ONCE_WRITTEN, 100],
    ["nothing that was not delivered, with durability memory", "memory", 1_000, DIE, 0],
  ])("has, after a kill, %s", async (_, durability, batchSize, ending, kept) => {
    const left = await leftBy(`${RECORD_MANY} ${ending}`, { durability, batchSize });
    const numbers = [...left.matchAll(/"last":(\d+)/g)].map(([, last]) => Number(last));
    expect(Math.max(0, ...numbers)).toBe(kept);
  });
});
