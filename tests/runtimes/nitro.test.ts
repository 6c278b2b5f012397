import { startRecordingEndpoint } from "@peekjs/testing";
import { describe, expect, it, onTestFinished } from "vitest";
import { describeRuntime } from "./support/describe-runtime.ts";
import { startBunApp, startDenoApp, startWorker, type StartApp } from "./support/start-app.ts";

const startInBun: StartApp = (env) => startBunApp("bun-nitro.ts", env);
const startInDeno: StartApp = (env) => startDenoApp("deno-nitro.ts", env);
const startInWorkerd: StartApp = (env) => startWorker("workerd-nitro.ts", env);

describeRuntime({
  name: "Bun with h3 1 as Nitro 2 calls it",
  reportedAs: /^Bun\/1/,
  start: startInBun,
  mounts: [""],
});

describeRuntime({
  name: "workerd with h3 1 as Nitro 2 calls it",
  reportedAs: /^Cloudflare-Workers$/,
  start: startInWorkerd,
  mounts: [""],
  usesWaitUntil: true,
});

describe.each([
  ["Bun", startInBun, 5],
  ["Deno", startInDeno, undefined],
  ["workerd", startInWorkerd, 5],
])("h3 1 as Nitro 2 calls it in %s", (_, start, announced) => {
  it("is reported as it is answered, also behind its handlers", async () => {
    await using endpoint = await startRecordingEndpoint();
    const app = await start({ PEEK_ENDPOINT: endpoint.url, PEEK_FLUSH_INTERVAL: "100" });
    onTestFinished(app.stop);
    const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    const ask = async (path: string, init?: RequestInit): Promise<number> => {
      const response = await fetch(app.url + path, init);
      await response.arrayBuffer();
      return response.status;
    };
    const statuses = [
      await ask("/teapots"),
      await ask("/outages"),
      await ask("/nowhere", { headers: { traceparent, "user-agent": "tests" } }),
      await ask("/echo?secret=1", { method: "POST", body: "hello" }),
      await ask("/orders/7", { method: "HEAD" }),
      await ask("/asks-itself"),
    ];
    await expect.poll(() => endpoint.requests.length, { timeout: 10_000 }).toBe(7);
    expect(statuses).toEqual([418, 503, 404, 200, 200, 200]);
    expect(endpoint.requests).toMatchObject([
      { route: "/teapots", status: 418, errorType: "TypeError", requestBytes: 0 },
      { route: "/outages", status: 503, errorType: "TypeError" },
      { path: "/nowhere", status: 404, userAgent: "tests", traceId: traceparent.slice(3, 35) },
      { method: "POST", route: "/echo", path: "/echo", requestBytes: 5, consumer: "echo" },
      { method: "HEAD", route: "/orders/:id", status: 200, responseBytes: 0 },
      { route: "/orders/:id", path: "/orders/inner", status: 200 },
      { route: "/asks-itself", status: 200 },
    ]);
    expect(endpoint.requests[2]).not.toHaveProperty("route");
    expect(endpoint.requests[2]).not.toHaveProperty("errorType");
    expect(endpoint.requests[3]!.responseBytes).toBe(announced);
  });
});
