import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { startVendor } from "@peekjs/testing";
import { expect, it, onTestFinished } from "vitest";
import { createPublicFetch } from "../../../src/destinations/node/public-fetch.ts";

const publicFetch = createPublicFetch({ allowPrivate: false });
const anyFetch = createPublicFetch({ allowPrivate: true });

it.each([
  "https://127.0.0.1/",
  "https://[::1]/",
  "https://[::ffff:10.0.0.1]/",
  "https://169.254.169.254/latest/meta-data",
  "https://2130706433/",
  "https://0x7f.1/",
  "https://localhost/",
])("refuses to connect to %s", async (url) => {
  await expect(publicFetch(url)).rejects.toMatchObject({ code: "PEEK_E_DESTINATION_ADDRESS" });
});

it("refuses what is not TLS", async () => {
  await expect(publicFetch("http://8.8.8.8/")).rejects.toThrow(/without TLS/);
});

it("posts to a private address where that is allowed", async () => {
  await using vendor = await startVendor(() => ({ status: 201, body: { taken: true } }));
  const init = { method: "POST", body: '{"é":1}', headers: { "x-own": "1" } };
  const response = await anyFetch(`${vendor.url}/hook?a=1`, init);
  expect(response.status).toBe(201);
  expect(await response.json()).toEqual({ taken: true });
  const [request] = vendor.requests;
  expect(request).toMatchObject({ method: "POST", path: "/hook", json: { é: 1 } });
  expect(request!.headers).toMatchObject({ "x-own": "1", "content-length": "8" });
});

it("leaves redirects to the caller", async () => {
  await using vendor = await startVendor(() => ({ status: 302, headers: { location: "/other" } }));
  expect((await anyFetch(vendor.url)).status).toBe(302);
  expect(vendor.requests).toHaveLength(1);
});

it("answers without a body where there is none", async () => {
  await using vendor = await startVendor(() => ({ status: 204 }));
  expect((await anyFetch(vendor.url, { method: "POST" })).status).toBe(204);
  const empty = await anyFetch(await serve("gzip", Buffer.alloc(0)), { method: "POST" });
  expect([empty.status, empty.body, await empty.text()]).toEqual([200, null, ""]);
});

it.each([
  ["gzip", gzipSync],
  ["GZIP", gzipSync],
  ["x-gzip", gzipSync],
  ["deflate", deflateSync],
  ["br", brotliCompressSync],
])(
  "reads an answer that is compressed, %s, though nobody asked for it",
  async (coding, compress) => {
    const url = await serve(coding, compress('{"taken":true}'));
    const response = await anyFetch(url, { method: "POST", body: "{}" });
    expect(await response.json()).toEqual({ taken: true });
  },
);

it("rejects what only claims to be compressed, or breaks off", async () => {
  const whole = gzipSync("x".repeat(1_000));
  for (const body of [Buffer.from("{}"), whole.subarray(0, 20)]) {
    const response = await anyFetch(await serve("gzip", body));
    await expect(response.text()).rejects.toThrow();
  }
});

/** Answers everything with this body. */
async function serve(coding: string, body: Buffer): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-encoding": coding, "content-length": body.length });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

it("rejects when the connection is lost, and when it is told to stop", async () => {
  await using vendor = await startVendor(() => "reset");
  await expect(anyFetch(vendor.url)).rejects.toThrow();
  vendor.answer = () => "hang";
  await expect(anyFetch(vendor.url, { signal: AbortSignal.timeout(20) })).rejects.toThrow();
});

it.each(["999 No", "600 Beyond", "000 Nothing"])(
  "rejects an answer with status %s",
  async (line) => {
    const server = createServer(({ socket }) => {
      socket.end(`HTTP/1.1 ${line}\r\ncontent-length: 2\r\n\r\nno`);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const status = Number.parseInt(line, 10);
    await expect(anyFetch(`http://127.0.0.1:${port}/`)).rejects.toThrow(
      `answered with status ${status}`,
    );
  },
);
