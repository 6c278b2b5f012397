import { once } from "node:events";
import { startRecordingEndpoint, type RecordingEndpoint } from "@peekjs/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { appFile, binary } from "./support/binaries.ts";
import { startGate, type Gate } from "./support/gate.ts";
import { startProgram } from "./support/start-program.ts";

const SOURCES = "--conditions=@peekjs/source";
const DENO = ["run", "--no-prompt", "--allow-net", SOURCES];

let endpoint: RecordingEndpoint;
let gate: Gate;
beforeEach(async () => {
  endpoint = await startRecordingEndpoint();
  gate = await startGate(endpoint.url);
});
afterEach(async () => {
  await gate.close();
  await endpoint.close();
});

describe.each([
  ["Deno", ".bin/deno", [...DENO, "--allow-env"]],
  ["Deno that may not read the environment", ".bin/deno", DENO],
  ["Bun", ".bin/bun", [SOURCES]],
  ["Node 22", "node22/bin/node", [SOURCES]],
  ["Node 24", "node24/bin/node", [SOURCES]],
])("a process of %s with nothing else to do", (_name, command, args) => {
  async function run(): Promise<number | null> {
    const program = startProgram(
      binary(command),
      [...args, appFile("one-request.ts"), gate.url],
      {},
    );
    const [code] = (await once(program.child, "exit")) as [number | null];
    return code;
  }

  it("delivers what it recorded, and ends", async () => {
    expect(await run()).toBe(0);
    expect(endpoint.requests).toMatchObject([{ path: "/once" }]);
  });

  it("ends within seconds while the endpoint hangs", async () => {
    gate.hold();
    const startedAt = performance.now();
    expect(await run()).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(8_000);
    expect(endpoint.requests).toEqual([]);
  });

  it("ends while the endpoint is down", async () => {
    gate.refuse();
    expect(await run()).toBe(0);
  });
});
