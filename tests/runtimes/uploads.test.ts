import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { type RecordingEndpoint, startRecordingEndpoint } from "@peekjs/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type RunningApp,
  type StartApp,
  startBunApp,
  startDenoApp,
  startWorker,
} from "./support/start-app.ts";

const FORM = "application/x-www-form-urlencoded";
const runtimes: Record<string, StartApp> = {
  workerd: (env) => startWorker("uploads-worker.ts", env),
  Bun: (env) => startBunApp("uploads-bun.ts", env),
  Deno: (env) => startDenoApp("uploads-deno.ts", env),
};

interface PassedOn {
  framing: string | undefined;
  /** Undefined while it is under way. */
  isWhole?: boolean;
}

describe.each(Object.entries(runtimes))("an upload whose body is captured on %s", (_, start) => {
  let endpoint: RecordingEndpoint;
  let app: RunningApp;
  let upstream: Server;
  let passedOn: PassedOn | undefined;

  beforeAll(async () => {
    endpoint = await startRecordingEndpoint();
    upstream = createServer((incoming, outgoing) => {
      const { "content-length": length, "transfer-encoding": framing = length } = incoming.headers;
      incoming.on("error", () => undefined);
      passedOn = { framing };
      incoming.on("close", () => (passedOn = { framing, isWhole: incoming.complete }));
      incoming.on("end", () => outgoing.end("passed on")).resume();
    });
    await once(upstream.listen(0, "127.0.0.1"), "listening");
    app = await start({ PEEK_ENDPOINT: endpoint.url, PEEK_FLUSH_INTERVAL: "50" });
  });
  afterAll(async () => {
    upstream?.close();
    await app?.stop();
    await endpoint?.close();
  });

  /** Sends a head and a body; what is announced and not sent breaks off. */
  async function send(path: string, body: string, framing: string, type = "text/plain") {
    passedOn = undefined;
    const isPassedOn = path.endsWith("passed");
    const { hostname, port } = new URL(app.url);
    const socket = connect(Number(port), hostname);
    socket.on("error", () => undefined);
    const url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}/`;
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Upstream: ${url}\r\n` +
        `Content-Type: ${type}\r\n${framing}\r\n\r\n${body}`,
    );
    const isWhole = framing === `Content-Length: ${body.length}` || body.endsWith("0\r\n\r\n");
    if (!isWhole && isPassedOn) await expect.poll(() => passedOn).toBeDefined();
    if (!isWhole) socket.end();
    // Names in lower case: Deno writes some in capitals until somebody reads them.
    const answer = await text(socket);
    if (isPassedOn) await expect.poll(() => passedOn?.isWhole).toBeDefined();
    return { answer: answer.toLowerCase().replace(/^date:.*\r\n/gm, ""), passedOn };
  }

  const chunked = (body: string): string => `${body.length.toString(16)}\r\n${body}\r\n`;

  it.each([
    ["late", "Content-Length: 30000", "a".repeat(9_000)],
    ["late", "Transfer-Encoding: chunked", chunked("a".repeat(9_000))],
    ["passed", "Transfer-Encoding: chunked", chunked("a".repeat(9_000))],
  ])("breaks off for the app as without capture: %s, %s", async (name, framing, body) => {
    const bare = await send(`/bare/${name}`, body, framing);
    expect(await send(`/capture/${name}`, body, framing)).toEqual(bare);
    expect(bare.answer).not.toMatch(/ 200 /);
  });

  it.each<[name: string, body: string, type?: string]>([
    ["text", "hello"],
    ["text", ""],
    ["json", '{"a":1.0}', "application/json"],
    ["json", "nope", "application/json"],
    ["json", "", "application/json"],
    ["formData", "a=b+c&a=%20", FORM],
    ["formData", "hello"],
    ["arrayBuffer", "hello"],
    ["bytes", "hello"],
    ["twice", "hello"],
    ["cloned", "hello"],
    ["reader", "hello"],
    ["iterated", "hello"],
    ["passed", "hello"],
    ["unread", "hello"],
  ])("is read as without capture: %s of %j", async (name, body, type) => {
    const framing = `Content-Length: ${body.length}`;
    const bare = await send(`/bare/${name}`, body, framing, type);
    expect(await send(`/capture/${name}`, body, framing, type)).toEqual(bare);
  });

  it.each(["text", "arrayBuffer", "bytes", "cloned", "reader", "iterated"])(
    "is reported as it was read: %s",
    async (name) => {
      const path = `/capture/${name}/reported`;
      await send(path, `hello ${name}`, `Content-Length: ${name.length + 6}`);
      const find = () => endpoint.requests.find((record) => record.path === path);
      await expect.poll(find, { timeout: 10_000, message: app.output() }).toBeDefined();
      expect(find()!.requestBody).toBe(`hello ${name}`);
    },
  );

  it("leaves no rejection behind that nobody handles", async () => {
    await send("/capture/unread", "a".repeat(9_000), "Content-Length: 30000");
    expect(await (await fetch(`${app.url}/unhandled`)).json()).toEqual([]);
  });
});
