import { once } from "node:events";
import { connect, type AddressInfo, type Socket } from "node:net";
import type { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import { onTestFinished } from "vitest";
import type { CollectorOptions } from "../../src/index.ts";
import { startCollector, type TestCollector } from "./collector.ts";

/** A collector behind a real Node server. */
export interface TestServer extends TestCollector {
  url: string;
  /** A bare connection to it. */
  connect: () => Promise<Socket>;
}

export async function startServer(options: Partial<CollectorOptions> = {}): Promise<TestServer> {
  const collector = await startCollector(options);
  const server = createAdaptorServer({ fetch: collector.collector.fetch }) as Server;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    ...collector,
    url: `http://127.0.0.1:${port}`,
    connect: async () => {
      const socket = connect(port, "127.0.0.1");
      onTestFinished(() => void socket.destroy());
      await once(socket, "connect");
      return socket;
    },
  };
}

/** The head of a POST to `/v1/ingest`. */
export function head(headers: Record<string, string | number>): string {
  const lines = { host: "localhost", "content-type": "application/json", ...headers };
  const text = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST /v1/ingest HTTP/1.1\r\n${text.join("")}\r\n`;
}

/** What a connection answers until a text occurs, or it ends. */
export async function readUntil(socket: Socket, text: string): Promise<string> {
  let received = "";
  for await (const chunk of socket.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    received += chunk.toString("utf8");
    if (received.includes(text)) break;
  }
  return received;
}
