import { expect, test } from "vitest";
import { measureDurability } from "../src/measure/durability.ts";
import { measureOverhead } from "../src/measure/overhead.ts";
import { measureThroughput } from "../src/measure/throughput.ts";
import { ownRuntime } from "../src/process/peers.ts";
import { readEnvironment } from "../src/report/environment.ts";
import { toMarkdown } from "../src/report/markdown.ts";
import { OWN_SUBJECTS } from "../src/subjects/registry.ts";

const ONCE = { slice: 1_000, warmUp: 0, starts: 1, peerStarts: 0, seconds: 0.02 };

test("every subject answers, and peek and the floor deliver every request", async () => {
  const { subjects } = await measureOverhead(ownRuntime, "fastify", OWN_SUBJECTS, ONCE);
  expect(subjects.map(({ subject }) => subject)).toEqual([
    "bare",
    "floor",
    "floor + sending",
    "peek",
  ]);
  for (const { subject, total, sentBytes } of subjects) {
    expect(total.median).toBeGreaterThan(0);
    if (subject === "peek" || subject === "floor + sending") expect(sentBytes).toBeGreaterThan(10);
    else expect(sentBytes).toBe(0);
  }
}, 180_000);

test("a report has the ratio first and every part after it", async () => {
  const node = ownRuntime.version;
  const overhead = await measureOverhead(ownRuntime, "hono", OWN_SUBJECTS, ONCE);
  const throughput = await measureThroughput(ownRuntime, "fastify", {
    rounds: 1,
    milliseconds: 50,
  });
  const modes = await measureDurability(ownRuntime, { rounds: 1, requests: 200 });
  const report = toMarkdown({
    environment: readEnvironment({ command: "npm run bench", loadBefore: 0, packages: {} }),
    overhead: [overhead],
    throughput: [throughput],
    durability: [{ node, modes }],
    sizes: [{ imports: "@peekjs/core", runtime: "Node", minified: 2_000, gzipped: 1_000 }],
  });
  const headings = report.match(/^## .*$/gm);
  expect(headings).toEqual([
    "## Added CPU per request",
    "## Throughput",
    "## Durability, for one event",
    "## Size in bytes",
  ]);
  expect(report).toMatch(/peek ÷ \(floor \+ sending\).*\n.*\n\| hono \| -?[\d.]+ \(/);
  expect(report).not.toContain("NaN");
}, 180_000);
