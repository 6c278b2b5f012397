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
  ["Node 26", "node26/bin/node", [SOURCES]],
])("a process of %s with nothing else to do", (_name, command, args) => {
  /** Its exit code, and the milliseconds from its last statement to its end. */
  async function run(): Promise<{ code: number | null; took: number }> {
    const program = startProgram(
      binary(command),
      [...args, appFile("one-request.ts"), gate.url],
      {},
    );
    const { child } = program;
    let recordedAt = Number.NaN;
    child.stdout!.once("data", () => (recordedAt = performance.now()));
    const [code] = (await once(child, "exit")) as [number | null];
    return { code, took: performance.now() - recordedAt };
  }

  it("delivers what it recorded, and ends", async () => {
    expect(await run()).toMatchObject({ code: 0 });
    expect(endpoint.requests).toMatchObject([{ path: "/once" }]);
  });

  it("ends within seconds while the endpoint hangs", async () => {
    gate.hold();
    const { code, took } = await run();
    expect(code).toBe(0);
    expect(took).toBeLessThan(5_000);
    expect(endpoint.requests).toEqual([]);
  });

  it("ends while the endpoint is down", async () => {
    gate.refuse();
    expect(await run()).toMatchObject({ code: 0 });
  });
});
