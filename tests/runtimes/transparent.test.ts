import { once } from "node:events";
import { Agent, createServer, type IncomingMessage, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { type RecordingEndpoint, startRecordingEndpoint } from "@peekjs/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningApp, type StartApp, startBunApp, startDenoApp } from "./support/start-app.ts";

const PLAIN = "what a proxy passes on".repeat(20);
const HANDSHAKE = {
  connection: "Upgrade",
  upgrade: "websocket",
  "sec-websocket-version": "13",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
};

const runtimes: Record<string, StartApp> = {
  Bun: (env) => startBunApp("transparent-bun.ts", env),
  Deno: (env) => startDenoApp("transparent-deno.ts", env),
};

describe.each(Object.entries(runtimes))("what %s sends with peek", (name, start) => {
  const agent = new Agent({ keepAlive: true });
  let endpoint: RecordingEndpoint;
  let app: RunningApp;
  let upstream: Server;

  beforeAll(async () => {
    endpoint = await startRecordingEndpoint();
    upstream = createServer((_incoming, outgoing) => {
      const body = gzipSync(PLAIN);
      const headers = { "content-type": "text/plain", "content-encoding": "gzip" };
      outgoing.writeHead(200, { ...headers, "content-length": body.length }).end(body);
    });
    await once(upstream.listen(0, "127.0.0.1"), "listening");
    app = await start({ PEEK_ENDPOINT: endpoint.url, PEEK_FLUSH_INTERVAL: "50" });
  });
  afterAll(async () => {
    agent.destroy();
    upstream?.close();
    await app?.stop();
    await endpoint?.close();
  });

  async function ask(path: string, headers: object = {}, upload: string[] = []) {
    const url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}/`;
    const asked = request(app.url + path, {
      agent,
      method: upload.length === 0 ? "GET" : "POST",
      headers: { "x-upstream": url, ...headers },
    });
    for (const chunk of upload) asked.write(chunk);
    asked.end();
    const [answer] = (await once(asked, "response")) as [IncomingMessage];
    const body = await text(answer);
    const { statusCode, rawHeaders } = answer;
    const isOfDate = (at: number): boolean => /^date$/i.test(rawHeaders[at - (at % 2)]!);
    return { statusCode, headers: rawHeaders.filter((_, at) => !isOfDate(at)), body };
  }

  async function recordOf(path: string) {
    const find = () => endpoint.requests.findLast((record) => record.path === path);
    await expect.poll(find, { timeout: 10_000, message: app.output() }).toBeDefined();
    return find()!;
  }

  it.each<[name: string, headers?: object, upload?: string[]]>([
    ["text"],
    ["image"],
    ["typed"],
    ["proxied"],
    ["copied"],
    ["looked-at"],
    ["refused", HANDSHAKE],
    ["handshake-page", HANDSHAKE],
    ["handshake-empty", HANDSHAKE],
    ["text", { "content-length": "60000" }, ["x".repeat(60_000)]],
    ["text", {}, ["x".repeat(30_000), "x".repeat(30_000)]],
  ])("is what it sends without: %s %j", async (name, headers, upload) => {
    const bare = await ask(`/bare/${name}`, headers, upload);
    expect(await ask(`/peek/${name}`, headers, upload)).toEqual(bare);
  });

  it("is in the record of a handshake that is answered without a body, and not taken", async () => {
    expect(await ask("/peek/handshake-empty", HANDSHAKE)).toMatchObject({ statusCode: 200 });
    const { status, outcome } = await recordOf("/peek/handshake-empty");
    expect({ status, outcome }).toEqual({ status: 200, outcome: undefined });
  });

  it.runIf(name === "Bun")("is no body with 205", async () => {
    expect(await ask("/peek/reset")).toMatchObject({ statusCode: 205, body: "" });
    expect(await recordOf("/peek/reset")).toMatchObject({ status: 205, responseBytes: 0 });
  });

  it("leaves an upload to the app that answers before it reads it", async () => {
    const read = async (how: string): Promise<string> => {
      await ask(`/${how}/accepted`, {}, ["what was ", "uploaded"]);
      return (await ask(`/${how}/read-late`)).body;
    };
    expect(await read("peek")).toBe(await read("bare"));
  });

  it.each(["text", "typed"])("where queries alone are captured is the same: %s", async (name) => {
    expect(await ask(`/query/${name}?page=2`)).toEqual(await ask(`/bare/${name}`));
  });

  it("where bodies are captured has the same type and, of what is not captured, the same length", async () => {
    const { headers } = await ask("/capture/text");
    expect(typeOf(headers)).toBe(typeOf((await ask("/bare/text")).headers));
    expect(await ask("/capture/image")).toEqual(await ask("/bare/image"));
  });

  it.each(["proxied", "copied"])(
    "of a body that it decoded has no other's length: %s",
    async (name) => {
      const { body } = await ask(`/peek/${name}`);
      const { responseBytes = body.length } = await recordOf(`/peek/${name}`);
      expect(responseBytes).toBe(body.length);
    },
  );

  it("prints nothing", () => expect(app.output()).toMatch(/^listening on \d+\s*$/));
});

function typeOf(headers: readonly string[]): string | undefined {
  return headers[headers.findIndex((name) => /^content-type$/i.test(name)) + 1];
}
