import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { Controller, Get, Module } from "@nestjs/common";
import { type AbstractHttpAdapter, NestFactory } from "@nestjs/core";
import { ExpressAdapter } from "@nestjs/platform-express";
import { FastifyAdapter } from "@nestjs/platform-fastify";
import { createPeek, type Peek } from "@peekjs/core";
import { PeekModule } from "@peekjs/nestjs";
import type { RecordingEndpoint } from "@peekjs/testing";
import { startClient } from "@peekjs/testing/conformance";
import { beforeEach, describe, expect, test } from "vitest";
import { decorate } from "./decorate.ts";

class Cats {
  find(): string {
    return "cat";
  }
}
Controller("cats")(Cats);
decorate(Cats, "find", [Get(":catId")]);

let endpoint: RecordingEndpoint;
let client: Peek;
let codes: string[];
beforeEach(async () => {
  ({ client, endpoint, codes } = await startClient(createPeek));
});

interface Served extends AsyncDisposable {
  readonly server: Server;
  listener(...args: unknown[]): void;
}

async function serve(platform: AbstractHttpAdapter): Promise<Served> {
  class AppModule {}
  Module({ controllers: [Cats], imports: [PeekModule.forRoot({ client })] })(AppModule);
  const app = await NestFactory.create(AppModule, platform, {
    logger: false,
    forceCloseConnections: true,
  });
  await app.listen(0, "127.0.0.1");
  return {
    server: app.getHttpServer(),
    listener: platform.getInstance(),
    [Symbol.asyncDispose]: () => app.close(),
  };
}

/** What a server answers to all that is sent at once: the statuses. */
async function answers(server: Server, sends: string): Promise<string[]> {
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  let received = "";
  socket.setEncoding("latin1").on("data", (text: string) => (received += text));
  socket.write(sends);
  await once(socket, "close");
  return [...received.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status!);
}

const HOST = "Host: a\r\n";
const LAST = "Connection: close\r\n";

describe.each<[string, () => AbstractHttpAdapter]>([
  ["Express", () => new ExpressAdapter()],
  ["Fastify", () => new FastifyAdapter()],
])("what Node refuses in front of Nest on %s", (_, createPlatform) => {
  test("as the first request of all: an unknown expectation", async () => {
    await using app = await serve(createPlatform());
    const sends = `GET /cats/1 HTTP/1.1\r\n${HOST}${LAST}Expect: miracles\r\n\r\n`;
    expect(await answers(app.server, sends)).toEqual(["417"]);
    await client.shutdown();
    expect(endpoint.requests).toMatchObject([{ path: "/cats/1", status: 417 }]);
    expect(codes).toEqual([]);
  });
});

test("a further server that the app made for Nest's Express", async () => {
  await using app = await serve(new ExpressAdapter());
  const other = createServer(app.listener).listen(0, "127.0.0.1");
  await once(other, "listening");
  const sends = `GET /cats/1 HTTP/1.1\r\n${HOST}\r\nGET /cats/2 HTTP/1.1\r\n${LAST}\r\n`;
  expect(await answers(other, sends)).toEqual(["200", "400"]);
  other.close();
  await client.shutdown();
  expect(endpoint.requests).toMatchObject([{ status: 200 }, { path: "/cats/2", status: 400 }]);
});
