import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { createPeek } from "@peekjs/core";
import { peek } from "@peekjs/express";
import { startClient } from "@peekjs/testing/conformance";
import type { ErrorRequestHandler } from "express";
import { describe, expect, test, vi } from "vitest";
import { FRAMEWORKS } from "./frameworks.ts";

const UPLOAD = "POST /up HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";
const LENGTH = `${UPLOAD}Content-Length: 100\r\n\r\n{"a":`;
const CHUNKED = `${UPLOAD}Transfer-Encoding: chunked\r\n\r\n5\r\n{"a":\r\n`;

const answersErrors: ErrorRequestHandler = (
  error: { status: number },
  _request,
  response,
  _next,
) => {
  response.status(error.status).json({ error: "the request was aborted" });
};

describe.each(FRAMEWORKS)("an upload to %s whose body is parsed", (_, framework) => {
  test.each<[string, string, (socket: Socket) => void, RegExp, number | undefined]>([
    [
      "that its client half-closes",
      LENGTH,
      (socket) => socket.end(),
      /^HTTP\/1\.1 400 /,
      undefined,
    ],
    ["that its client aborts", LENGTH, (socket) => socket.resetAndDestroy(), /^$/, undefined],
    ["that is malformed", CHUNKED, (socket) => socket.write("none\r\n"), /^HTTP\/1\.1 400 /, 400],
  ])("%s: nothing of the answer that it never got", async (_, sends, breakOff, begins, status) => {
    const { client, endpoint } = await startClient(createPeek);
    const app = framework().use(peek(client));
    let seen = (): void => undefined;
    const taken = new Promise<void>((resolve) => (seen = resolve));
    app.use((request, _response, next) => {
      request.once("data", seen);
      next();
    });
    app.use(framework.json() as never, answersErrors);
    const server = createServer(app);
    const received = await upload(server, sends, taken, breakOff);
    expect(received).toMatch(begins);
    expect(received).not.toContain("aborted");
    await vi.waitFor(async () => {
      await client.flush();
      expect(endpoint.requests).toHaveLength(1);
    });
    const [record] = endpoint.requests;
    expect(record).toMatchObject({
      requestBytes: 5,
      responseBytes: 0,
      errorType: expect.any(String),
    });
    expect(record!.status).toBe(status);
    expect(record!.outcome).toBe(status === undefined ? "client_abort" : undefined);
  });
});

/** What the client receives that breaks an upload off, when its first bytes were seen. */
async function upload(
  server: Server,
  sends: string,
  taken: Promise<void>,
  breakOff: (socket: Socket) => void,
): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true }).setEncoding("latin1");
  let received = "";
  socket.on("data", (text: string) => (received += text)).on("end", () => socket.end());
  socket.write(sends);
  await taken;
  const closed = once(socket, "close");
  breakOff(socket);
  await closed;
  server.close();
  return received;
}
