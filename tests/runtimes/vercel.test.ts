import { startRecordingEndpoint, type RecordingEndpoint } from "@peekjs/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startEdgeFunction, startInNode, type RunningApp } from "./support/start-app.ts";

const POLL = { timeout: 10_000, interval: 20 };

let endpoint: RecordingEndpoint;
let app: RunningApp | undefined;
let env: Record<string, string>;
beforeEach(async () => {
  endpoint = await startRecordingEndpoint();
  env = {
    PEEK_ENDPOINT: endpoint.url,
    PEEK_MAX_STORAGE_BYTES: "0",
    // Nothing but the platform's waitUntil may deliver.
    PEEK_FLUSH_INTERVAL: "3600000",
    VERCEL: "1",
  };
});
afterEach(async () => {
  await app?.stop();
  await endpoint.close();
});

const get = async (path: string): Promise<unknown> => (await fetch(`${app!.url}${path}`)).json();

describe.each([22, 24, 26] as const)("a Vercel function of Node %i with Express", (major) => {
  it("hands the delivery of each request to the platform, which they share", async () => {
    app = await startInNode(major, "node-vercel.ts")(env);
    await Promise.all(Array.from({ length: 20 }, (_, i) => get(`/orders/${i}`)));
    await expect.poll(() => endpoint.requests.length, { ...POLL, message: app.output() }).toBe(20);
    expect(endpoint.envelopes.length).toBeLessThan(10);
    await expect.poll(() => get("/control/work"), POLL).toEqual({ handedOver: 20, underWay: 0 });
    expect(app.output()).not.toContain("PEEK_W");
  });
});

describe("a Vercel edge function", () => {
  it("delivers within the platform's waitUntil where the framework hands over none", async () => {
    app = await startEdgeFunction("edge-light-vercel.ts", env);
    for (const mount of ["", "/wrapped"]) await get(`${mount}/orders/1`);
    const paths = (): (string | undefined)[] => endpoint.requests.map(({ path }) => path);
    await expect
      .poll(paths, { ...POLL, message: app.output() })
      .toEqual(["/orders/1", "/wrapped/orders/1"]);
    expect(app.output()).not.toContain("PEEK_W");
  });

  it("says once that nothing is reported where no endpoint is set", async () => {
    app = await startEdgeFunction("edge-light-vercel.ts", { VERCEL: "1" });
    for (const id of [1, 2]) await get(`/orders/${id}`);
    expect(app.output().match(/PEEK_W_NO_ENDPOINT/g)).toHaveLength(1);
    expect(app.output()).not.toContain("localhost:7335");
  });
});
