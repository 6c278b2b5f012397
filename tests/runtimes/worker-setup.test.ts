import { startRecordingEndpoint, type RecordingEndpoint } from "@peekjs/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startGate, type Gate } from "./support/gate.ts";
import { startWorker, type RunningApp } from "./support/start-app.ts";

const POLL = { timeout: 10_000, interval: 100 };

let endpoint: RecordingEndpoint;
let gate: Gate;
let worker: RunningApp | undefined;
beforeEach(async () => {
  endpoint = await startRecordingEndpoint();
  gate = await startGate(endpoint.url);
});
afterEach(async () => {
  await worker?.stop();
  await gate.close();
  await endpoint.close();
});

async function start(
  env: Record<string, string>,
  options?: Parameters<typeof startWorker>[2],
): Promise<void> {
  worker = await startWorker("worker-by-path.ts", { PEEK_TIMEOUT: "1000", ...env }, options);
}
async function get(path: string): Promise<string> {
  return (await fetch(`${worker!.url}${path}`)).text();
}
const control = async (path: string): Promise<unknown> => JSON.parse(await get(`/control/${path}`));
const linesWith = (text: string): string[] =>
  worker!
    .output()
    .split("\n")
    .filter((line) => line.includes(text));
const paths = (): (string | undefined)[] => endpoint.requests.map(({ path }) => path);

describe("a Worker without an endpoint", () => {
  it("says once that nothing is reported, and tries no collector on its own machine", async () => {
    await start({});
    for (const id of [1, 2, 3]) expect(await get(`/passed-on/${id}`)).toBe("ok");
    expect(linesWith("PEEK_W_NO_ENDPOINT")).toHaveLength(1);
    expect(worker!.output()).not.toContain("localhost:7335");
  });

  it("reports to a collector on the developer's machine when it was bundled for development", async () => {
    await start({}, { stage: "development" });
    expect(await get("/passed-on/1")).toBe("ok");
    await expect.poll(() => linesWith("[peek] → http://localhost:7335")).toHaveLength(1);
    expect(worker!.output()).not.toContain("PEEK_W_NO_ENDPOINT");
  });
});

describe("a Worker that calls the client alone", () => {
  const events = (): unknown[] =>
    endpoint.envelopes.flatMap(({ batch }) => batch.groups.flatMap((group) => group.events ?? []));

  it("has its environment read with nodejs_compat", async () => {
    await start({ PEEK_ENDPOINT: gate.url }, { flags: ["nodejs_compat"] });
    expect(await get("/event/1")).toBe("ok");
    await expect.poll(() => events().length, POLL).toBe(1);
    expect(worker!.output()).not.toContain("PEEK_E");
  });

  it("says once that nothing is reported without it, until a request brings the environment", async () => {
    await start({ PEEK_ENDPOINT: gate.url });
    for (const id of [1, 2]) expect(await get(`/event/${id}`)).toBe("ok");
    expect(linesWith("PEEK_W_NO_ENDPOINT")).toHaveLength(1);
    await get("/passed-on/1");
    await get("/event/3");
    await expect.poll(() => events().length, POLL).toBe(1);
    await expect.poll(paths, POLL).toEqual(["/passed-on/1"]);
  });
});

describe("a Worker with an endpoint", () => {
  beforeEach(() => start({ PEEK_ENDPOINT: gate.url }));

  it("counts as in production, unless it is told otherwise", async () => {
    await get("/passed-on/1");
    await expect.poll(paths, POLL).toEqual(["/passed-on/1"]);
    expect(endpoint.envelopes.at(-1)!.batch.resource).toMatchObject({ environment: "production" });
  });

  it("says once that an event at module scope is left out, and reports requests all the same", async () => {
    await get("/passed-on/1");
    await expect.poll(paths, POLL).toEqual(["/passed-on/1"]);
    expect(linesWith("PEEK_W_MODULE_SCOPE")).toHaveLength(1);
  });

  it("says once that deliveries die with their requests when nobody passes the context on", async () => {
    let sent = 0;
    await expect
      .poll(async () => {
        await get(`/alone/${++sent}`);
        return linesWith("PEEK_W_SERVERLESS").length;
      }, POLL)
      .toBe(1);
    for (let more = 0; more < 3; more++) await get(`/alone/${++sent}`);
    expect(linesWith("PEEK_W_SERVERLESS")).toHaveLength(1);
    expect(endpoint.requests).toEqual([]);

    expect(await control("flush?timeout=5000")).toEqual({
      delivered: sent,
      spooled: 0,
      pending: 0,
    });
    expect(endpoint.envelopes.at(-1)!.diagnostics).toMatchObject([{ code: "PEEK_W_SERVERLESS" }]);
  });

  it("has nothing to say to a handler that hands over a flush", async () => {
    let sent = 0;
    const startedAt = performance.now();
    await expect
      .poll(async () => {
        await get(`/flushed/${++sent}`);
        return performance.now() - startedAt;
      }, POLL)
      .toBeGreaterThan(1_500);
    await expect.poll(() => endpoint.requests.length, POLL).toBe(sent);
    expect(worker!.output()).not.toContain("PEEK_W_SERVERLESS");
  });

  it("shares one delivery among requests at once", async () => {
    await get("/passed-on/0");
    await expect.poll(() => endpoint.requests.length, POLL).toBe(1);
    const before = endpoint.envelopes.length;
    await Promise.all(Array.from({ length: 50 }, (_, i) => get(`/passed-on/${i + 1}`)));
    await expect.poll(() => endpoint.requests.length, POLL).toBe(51);
    expect(endpoint.envelopes.length - before).toBeLessThanOrEqual(3);
  });

  it("claims nothing as delivered that was cut off with its request, and delivers it once afterwards", async () => {
    gate.hold();
    await get("/alone/1");
    expect(await control("flush?timeout=100")).toEqual({ delivered: 0, spooled: 0, pending: 1 });
    expect(await control("stats")).toMatchObject({ accepted: 1, delivered: 0, pending: 1 });
    gate.refuse();
    gate.open();
    await expect
      .poll(() => control("flush?timeout=200"), POLL)
      .toEqual({ delivered: 1, spooled: 0, pending: 0 });
    expect(await control("stats")).toMatchObject({ accepted: 1, delivered: 1, pending: 0 });
    expect(paths()).toEqual(["/alone/1"]);
  });

  it("ends a shutdown in time, also when a delivery was cut off with another request", async () => {
    gate.hold();
    await get("/alone/1");
    expect(await control("flush?timeout=100")).toMatchObject({ pending: 1 });
    const startedAt = performance.now();
    expect(await control("shutdown?timeout=300")).toEqual({ delivered: 0, spooled: 0, pending: 1 });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});
