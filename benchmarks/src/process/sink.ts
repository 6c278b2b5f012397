import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Where a subject delivers to: a server that reads, counts, forgets and answers `{}`. */
export interface Sink extends AsyncDisposable {
  url: string;
  /** Bytes of all bodies so far. */
  receivedBytes: number;
  /** Requests so far. */
  deliveries: number;
}

export async function startSink(): Promise<Sink> {
  const server = createServer((request, response) => {
    sink.deliveries++;
    request.on("data", (chunk: Buffer) => (sink.receivedBytes += chunk.byteLength));
    request.once("end", () => {
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });
  // Idle connections would be closed between slices.
  server.keepAliveTimeout = 0;
  await once(server.listen(0, "127.0.0.1"), "listening");
  const sink: Sink = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    receivedBytes: 0,
    deliveries: 0,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
  return sink;
}
