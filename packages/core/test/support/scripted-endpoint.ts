import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";

export interface Arrived {
  at: number;
  /** Parsed envelope. */
  body: Envelope;
  key: string;
  /** The content coding. */
  coding: string | undefined;
  /** Bytes on the way. */
  length: number;
}

interface Envelope {
  instance: string;
  lost?: { first: number; last: number; reason: string }[];
  groups: { first: number; last: number; requests?: unknown; summaries?: { count: number }[] }[];
}

/** A real server whose answers a test decides one by one. */
export async function startScriptedEndpoint(
  answer: (arrived: Arrived, response: ServerResponse, request: IncomingMessage) => void,
  port = 0,
): Promise<{ url: string; arrived: Arrived[]; close(): Promise<void> }> {
  const arrived: Arrived[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const sent = Buffer.concat(chunks);
      const coding = request.headers["content-encoding"];
      const text = coding === "gzip" ? gunzipSync(sent) : sent;
      const entry: Arrived = {
        at: performance.now(),
        body: JSON.parse(text.toString()) as Envelope,
        key: String(request.headers["idempotency-key"]),
        coding,
        length: sent.length,
      };
      arrived.push(entry);
      answer(entry, response, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const { port: own } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${own}`,
    arrived,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function accept(response: ServerResponse): void {
  response.writeHead(202, { "content-type": "application/json" }).end("{}");
}

/** How many records, and of which numbers, an envelope holds. */
export function numbersOf({ body }: Arrived): number[] {
  return body.groups.flatMap(({ first, last }) =>
    Array.from({ length: last - first + 1 }, (_, i) => first + i),
  );
}
