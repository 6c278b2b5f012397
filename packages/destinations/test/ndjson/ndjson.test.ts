import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ndjson } from "@peekjs/destinations/ndjson";
import { afterEach, beforeEach, expect, it } from "vitest";
import { trackEvent, trackEvents } from "../events.ts";

const QUICK = { flushInterval: 10, retryDelay: 10 };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "peek-ndjson-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const linesOf = (path: string): unknown[] =>
  readFileSync(path, "utf8")
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as unknown);

it("appends events and requests, one line each, readable by its user alone", async () => {
  const path = join(folder, "deep/er/events.ndjson");
  const connection = ndjson({ path, ...QUICK }).connect();
  await connection.enqueue([trackEvent({ userData: { email: "john@example.com" } })], {});
  const request = { timestamp: 0, method: "GET", status: 200, durationMs: 1 };
  await connection.enqueueRequests([request], { service: "shop" });
  expect(await connection.flush()).toEqual({ delivered: 2, pending: 0 });
  expect(linesOf(path)).toMatchObject([
    { type: "track", event: "Report Exported", userData: { email: [expect.any(String)] } },
    { type: "request", method: "GET", service: "shop" },
  ]);
  expect(readFileSync(path, "utf8")).not.toContain("john");
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

it("puts full files aside and keeps so many", async () => {
  const path = join(folder, "events.ndjson");
  const connection = ndjson({ path, maxFileBytes: 1_000, maxFiles: 3, ...QUICK }).connect();
  for (let i = 0; i < 12; i++) {
    await connection.enqueue(trackEvents(2, { event: `round ${i}` }), {});
    await connection.flush();
  }
  expect(readdirSync(folder).toSorted()).toEqual([
    "events.ndjson",
    "events.ndjson.1",
    "events.ndjson.2",
  ]);
  const kept = ["events.ndjson.2", "events.ndjson.1", "events.ndjson"].flatMap((name) =>
    linesOf(join(folder, name)),
  );
  expect(kept.at(-1)).toMatchObject({ event: "round 11" });
  expect(statSync(`${path}.1`).size).toBeLessThanOrEqual(1_000);
});

it("keeps events while the file cannot be written", async () => {
  const obstacle = join(folder, "obstacle");
  writeFileSync(obstacle, "");
  const path = join(obstacle, "events.ndjson");
  const connection = ndjson({ path, ...QUICK }).connect();
  await connection.enqueue(trackEvents(3), {});
  expect(await connection.flush()).toEqual({ delivered: 0, pending: 3 });
  rmSync(obstacle);
  expect(await connection.flush()).toEqual({ delivered: 3, pending: 0 });
  expect(linesOf(path)).toHaveLength(3);
});
