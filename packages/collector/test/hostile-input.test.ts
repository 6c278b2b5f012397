import { once } from "node:events";
import type { Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { IngestAnswer, Problem } from "@peekjs/protocol";
import { envelope, row } from "./support/collector.ts";
import { emptyStore } from "./support/store.ts";
import { head, readUntil, startServer, type TestServer } from "./support/server.ts";

const MEBIBYTE = 1024 * 1024;

async function post(
  { url }: TestServer,
  body: Uint8Array | string,
  headers: Record<string, string> = {},
): Promise<{ status: number; problem: Problem }> {
  const response = await fetch(`${url}/v1/ingest`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: body as string,
  });
  return { status: response.status, problem: (await response.json()) as Problem };
}

/** The process is alive and takes what is right. */
async function stillWorks(server: TestServer): Promise<void> {
  const { status, problem } = await post(server, JSON.stringify(envelope([row()])));
  expect(status).toBe(202);
  expect(problem).toMatchObject({ accepted: 1 });
}

async function statusOf(socket: Socket): Promise<number> {
  const answer = await readUntil(socket, "}");
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);
}

describe("the collector behind a real server", () => {
  it.each([
    ["truncated JSON", '{"version":1,"requests":[{"meth', 400, "PEEK_E_JSON"],
    ["an empty body", "", 400, "PEEK_E_JSON"],
    ["bad UTF-8", new Uint8Array([0x22, 0xff, 0xfe, 0x22]), 400, "PEEK_E_UTF8"],
    ["a text for an envelope", '"hello"', 400, "PEEK_E_ENVELOPE"],
    ["an array for an envelope", "[]", 400, "PEEK_E_ENVELOPE"],
    ["another version", '{"version":2}', 400, "PEEK_E_VERSION"],
    ["100,000 levels", "[".repeat(100_000), 400, "PEEK_E_DEPTH"],
    ["1,000,000 levels", '{"a":'.repeat(1_000_000), 400, "PEEK_E_DEPTH"],
    [
      "records of a wrong type",
      '{"version":1,"requests":7}',
      400,
      expect.stringMatching(/^PEEK_E_/),
    ],
    [
      "too many records",
      JSON.stringify(envelope(Array.from({ length: 10_001 }, () => ({})))),
      413,
      expect.stringMatching(/^PEEK_E_/),
    ],
  ])("answers %s with its reason", async (_, body, status, code) => {
    const server = await startServer();
    const answer = await post(server, body);
    expect(answer).toMatchObject({ status, problem: { code, status, retryable: false } });
    expect(answer.problem.detail.length).toBeGreaterThan(10);
    await stillWorks(server);
  });

  it("keeps the good records between those that try to break it", async () => {
    const server = await startServer();
    const body = `{"version":1,"__proto__":{"polluted":true},"requests":[
      ${JSON.stringify(row({ path: "/good" }))},
      {"__proto__":{"method":"GET"},"timestamp":${Date.now()},"durationMs":1},
      ${JSON.stringify(row()).replace("{", '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},')},
      {"timestamp":"now"}, [[]], null, 1e400
    ]}`;
    const { status, problem } = await post(server, body);
    expect(status).toBe(202);
    const answer = problem as unknown as IngestAnswer;
    expect(answer.accepted).toBe(2);
    expect(answer.rejected.map(({ number }) => number)).toEqual([1, 3, 4, 5, 6]);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it("refuses a body that declares 100 MB at its head", async () => {
    const server = await startServer();
    const socket = await server.connect();
    socket.write(head({ "content-length": 100_000_000 }));
    expect(await statusOf(socket)).toBe(413);
    await stillWorks(server);
  });

  it("refuses 100 MB of unknown length, and holds none of it", async () => {
    const server = await startServer();
    const socket = await server.connect();
    const before = process.memoryUsage().rss;
    socket.write(head({ "transfer-encoding": "chunked" }));
    const answered = statusOf(socket);
    const chunk = Buffer.concat([
      Buffer.from("100000\r\n"),
      Buffer.alloc(MEBIBYTE, 0x20),
      Buffer.from("\r\n"),
    ]);
    socket.on("error", () => {});
    for (let sent = 0; sent < 100 && socket.writable; sent++) {
      if (!socket.write(chunk)) {
        await Promise.race([once(socket, "drain"), once(socket, "close")]).catch(() => {});
      }
    }
    expect(await answered).toBe(413);
    expect(process.memoryUsage().rss - before).toBeLessThan(60 * MEBIBYTE);
    await stillWorks(server);
  });

  it("stops inflating 200 MB of zeros, ten times over", async () => {
    const server = await startServer();
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(200 * MEBIBYTE)));
    expect(bomb.length).toBeLessThan(MEBIBYTE);
    const inflate = async (): Promise<void> => {
      const { status, problem } = await post(server, bomb, { "content-encoding": "gzip" });
      expect(status).toBe(413);
      expect(problem).toMatchObject({ code: "PEEK_E_INFLATED_SIZE", limit: 20 * MEBIBYTE });
    };
    await inflate();
    const before = process.memoryUsage().rss;
    await Promise.all(Array.from({ length: 10 }, inflate));
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * MEBIBYTE);
    await stillWorks(server);
  });

  it("survives a client that goes in the middle of its body", async () => {
    const server = await startServer({ store: await emptyStore() });
    for (const headers of [{ "content-length": 1_000 }, { "transfer-encoding": "chunked" }]) {
      const socket = await server.connect();
      socket.write(`${head(headers)}10\r\n{"version":1,"re`);
      socket.destroy();
      await once(socket, "close");
    }
    const stored = await (await server.get("/peek/v1/requests")).json();
    expect(stored).toEqual({ requests: [] });
    await stillWorks(server);
  });
});
