import type { IncomingMessage, ServerResponse } from "node:http";
import { gunzipSync } from "node:zlib";
import { EnvelopeError } from "@peekjs/protocol";
import type { Ledger } from "./ledger.ts";

const MOST_BYTES = 20 * 1024 * 1024;

/** The whole body of a request, after content coding. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new EnvelopeError("PEEK_E_INFLATED_SIZE", "Over 20 MiB.");
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  return request.headers["content-encoding"] === "gzip"
    ? gunzipSync(body, { maxOutputLength: MOST_BYTES })
    : body;
}

/** The body of a 202, or of the error that a collector would give. */
export interface Processed {
  status: number;
  body: string;
}

/** Takes an envelope in as a collector does. */
export function process(ledger: Ledger, request: IncomingMessage, body: Buffer): Processed {
  try {
    const key = request.headers["idempotency-key"];
    const before = ledger.duplicates;
    const { batch, rejected, warnings } = ledger.add(body, key as string | undefined);
    const records = batch.groups.reduce(
      (sum, { requests, events, summaries }) =>
        sum + requests.count + events.length + summaries.length,
      0,
    );
    const duplicates = ledger.duplicates - before;
    const answer = { accepted: records - duplicates, duplicates, rejected, warnings };
    return { status: 202, body: JSON.stringify(answer) };
  } catch (error) {
    const { code, message } = error as EnvelopeError;
    return { status: 400, body: JSON.stringify({ code, detail: message, retryable: false }) };
  }
}

export function answer(
  response: ServerResponse,
  { status, body }: Processed,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(body);
}
