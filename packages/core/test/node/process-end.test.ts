import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PeekOptions } from "@peekjs/core";
import { startRecordingEndpoint, type RecordingEndpoint } from "@peekjs/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runApp, type Ended } from "../support/run-app.ts";

let endpoint: RecordingEndpoint;
let folder: string;

beforeEach(async () => {
  endpoint = await startRecordingEndpoint();
  folder = mkdtempSync(join(tmpdir(), "peek-end-"));
});
afterEach(async () => {
  await endpoint.close();
  rmSync(folder, { recursive: true, force: true });
});

function run(script: string, options: PeekOptions = {}, signal?: NodeJS.Signals): Promise<Ended> {
  const all = { endpoint: endpoint.url, storagePath: folder, flushInterval: 60_000, ...options };
  return runApp(`${script}\nconsole.log("ready");`, all, signal);
}

describe("the end of a process", () => {
  it("is not put off by an idle client", async () => {
    const { code, output, error } = await run(`
      const { idle } = performance.eventLoopUtilization();
      const waited = () => performance.eventLoopUtilization().idle - idle;
      process.on("exit", () => console.log("waited", Math.round(waited())));`);
    expect([code, error]).toEqual([0, ""]);
    expect(Number(/waited (\d+)/.exec(output)?.[1])).toBeLessThan(1_000);
  });

  it("gives up what nobody waits for without a word of a failure", async () => {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const { code, error } = await run(
      'createMount(client, {}, { name: "test", version: "1", routeOf: () => undefined });',
      { endpoint: `http://127.0.0.1:${port}` },
    );
    server.close();
    server.closeAllConnections();
    expect([code, error]).toEqual([0, ""]);
  });

  it("delivers what is pending when the event loop runs empty", async () => {
    const { code } = await run("record(); record();");
    expect(code).toBe(0);
    expect(endpoint.requests).toHaveLength(2);
  });

  it("is none where the app goes on: what comes then is delivered, too", async () => {
    const { code, error } = await run(
      `let jobs = 0;
       process.on("beforeExit", () => {
         if (jobs++ === 3) return;
         record();
         void client.flush();
       });
       record();`,
      { durability: "memory", maxStorageBytes: 0 },
    );
    expect([code, error]).toEqual([0, ""]);
    expect(endpoint.requests).toHaveLength(4);
  });

  it("comes within a second or so when the endpoint is away, and leaves the rest on disk", async () => {
    await endpoint.close();
    const { code, output } = await run(`
      const recorded = performance.now();
      record();
      process.on("exit", () => console.log("took", Math.round(performance.now() - recorded)));`);
    expect(code).toBe(0);
    expect(Number(/took (\d+)/.exec(output)?.[1])).toBeLessThan(5_000);
    endpoint = await startRecordingEndpoint();
  });

  it("installs no listener on signals by default, and dies of them as without a client", async () => {
    const { signal, output } = await run(
      `console.log(process.listenerCount("SIGTERM") + process.listenerCount("SIGINT"), "listeners");
       record(); setInterval(() => {}, 1000);`,
      {},
      "SIGTERM",
    );
    expect(signal).toBe("SIGTERM");
    expect(output).toContain("0 listeners");
  });

  it("flushes on the signals asked for and then dies of the signal", async () => {
    const { signal } = await run(
      "record(); setInterval(() => {}, 1000);",
      { shutdownSignals: ["SIGTERM"], durability: "memory" },
      "SIGTERM",
    );
    expect(signal).toBe("SIGTERM");
    expect(endpoint.requests).toHaveLength(1);
  });

  it("leaves the end to the app's own signal listener", async () => {
    const { code, signal } = await run(
      `record(); const timer = setInterval(() => {}, 1000);
       process.on("SIGTERM", () => { process.exitCode = 7; clearInterval(timer); });`,
      { shutdownSignals: ["SIGTERM"], durability: "memory" },
      "SIGTERM",
    );
    expect([code, signal]).toEqual([7, null]);
    expect(endpoint.requests).toHaveLength(1);
  });

  it("hears of a dozen clients without a warning of Node's", async () => {
    const { error } = await run(
      "for (let i = 0; i < 12; i++) createPeek({ endpoint: 'http://127.0.0.1:9' });",
    );
    expect(error).toBe("");
  });
});
