import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startRecordingEndpoint, type RecordingEndpoint } from "@peekjs/testing";
import { afterEach, beforeEach, expect, it } from "vitest";
import { startGate, type Gate } from "./support/gate.ts";
import { startInNode, type RunningApp } from "./support/start-app.ts";

const POLL = { timeout: 10_000, interval: 100 };

let endpoint: RecordingEndpoint;
let gate: Gate;
let folder: string;
let instance: RunningApp;
beforeEach(async () => {
  endpoint = await startRecordingEndpoint();
  gate = await startGate(endpoint.url);
  folder = mkdtempSync(join(tmpdir(), "peek-lambda-"));
  await startInstance();
});
afterEach(async () => {
  await instance.stop();
  await gate.close();
  await endpoint.close();
  rmSync(folder, { recursive: true, force: true });
});

async function startInstance(): Promise<void> {
  instance = await startInNode(
    24,
    "node-lambda.ts",
  )({
    AWS_LAMBDA_FUNCTION_NAME: "orders",
    PEEK_ENDPOINT: gate.url,
    PEEK_STORAGE_PATH: folder,
    PEEK_TIMEOUT: "1000",
  });
  instance.child.kill("SIGSTOP");
}

/** One invocation of a process that is frozen before and after it. */
async function invoke(path: string): Promise<unknown> {
  instance.child.kill("SIGCONT");
  try {
    return await (
      await fetch(`${instance.url}${path}`, { headers: { connection: "close" } })
    ).json();
  } finally {
    instance.child.kill("SIGSTOP");
  }
}
const paths = (): (string | undefined)[] => endpoint.requests.map(({ path }) => path);

it("delivers before the process is frozen when the handler ends with a flush, and has nothing to say", async () => {
  for (const id of [1, 2, 3]) {
    expect(await invoke(`/flushed/${id}`)).toEqual({ delivered: 1, spooled: 0, pending: 0 });
    expect(paths()).toHaveLength(id);
  }
  expect(instance.output()).not.toContain("PEEK_W");
});

it("goes on after a thaw: a delivery that froze half-way is counted as pending and arrives once", async () => {
  gate.hold();
  expect(await invoke("/flushed/1")).toEqual({ delivered: 0, spooled: 0, pending: 1 });
  expect(paths()).toEqual([]);
  // While the process is frozen, the other side gives the connection up.
  gate.refuse();
  gate.open();
  let delivered = 0;
  await expect
    .poll(async () => {
      const result = (await invoke("/flushed/2")) as { delivered: number; pending: number };
      delivered += result.delivered;
      return result.pending;
    }, POLL)
    .toBe(0);
  expect(paths().filter((path) => path === "/flushed/1")).toHaveLength(1);
  expect(paths()).toHaveLength(delivered);
});

it("says once what to do when nobody flushes, and delivers late what no instance took along", async () => {
  let sent = 0;
  await expect
    .poll(async () => {
      await invoke(`/unflushed/${++sent}`);
      return instance.output().match(/PEEK_W_SERVERLESS .*await client\.flush\(\)/g)?.length;
    }, POLL)
    .toBe(1);
  await invoke(`/unflushed/${++sent}`);
  expect(instance.output().match(/PEEK_W_SERVERLESS/g)).toHaveLength(1);
  await invoke("/flushed/last");
  const expected = [
    "/flushed/last",
    ...Array.from({ length: sent }, (_, i) => `/unflushed/${i + 1}`),
  ];
  expect(paths()).toHaveLength(expected.length);
  expect(new Set(paths())).toEqual(new Set(expected));
});

it("leaves what was undelivered to the next process of the same instance", async () => {
  gate.refuse();
  expect(await invoke("/flushed/1")).toMatchObject({ delivered: 0, pending: 1 });
  await instance.stop();
  gate.open();
  await startInstance();
  await expect
    .poll(async () => {
      await invoke("/flushed/2");
      return paths().filter((path) => path === "/flushed/1").length;
    }, POLL)
    .toBe(1);
});
