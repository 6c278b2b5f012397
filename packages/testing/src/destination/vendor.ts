import type { IncomingMessage, ServerResponse } from "node:http";
import { listen } from "../endpoint/listen.ts";

/** A request that a destination made. */
export interface VendorRequest {
  method: string;
  /** Without the query. */
  path: string;
  query: URLSearchParams;
  headers: Record<string, string>;
  body: string;
  /** The body, where it is JSON. */
  json: any;
}

/**
 * What a vendor answers: a status (default 200), headers and a body (text, or anything else as JSON); `hang` never
 * answers; `reset` drops the connection.
 */
export type VendorAnswer = VendorReply | "hang" | "reset";

interface VendorReply {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  /**
   * How the body comes: `cut` drops the connection in its middle, `drip` sends a byte of it in ten milliseconds,
   * `endless` goes on behind it. Default: whole.
   */
  ending?: "cut" | "drip" | "endless" | undefined;
}

/** A vendor's server, as far as a destination can tell. */
export interface Vendor extends AsyncDisposable {
  /** `http://127.0.0.1:49152`. */
  readonly url: string;
  /** In the order of arrival. */
  readonly requests: readonly VendorRequest[];
  /** Tells what the next requests are answered; may be set at any time. */
  answer: (request: VendorRequest) => VendorAnswer;
  close(): Promise<void>;
}

/**
 * Starts a vendor's server on loopback.
 *
 * @example
 * ```ts
 * await using vendor = await startVendor(() => ({ status: 503, headers: { "retry-after": "1" } }));
 * const connection = webhook({ url: vendor.url, secret }).connect();
 * ```
 */
export async function startVendor(answer: Vendor["answer"] = () => ({})): Promise<Vendor> {
  const requests: VendorRequest[] = [];
  const { port, close } = await listen((message, response) => {
    read(message).then(
      (request) => {
        requests.push(request);
        reply(vendor.answer(request), message, response);
      },
      () => response.destroy(),
    );
  });
  const vendor: Vendor = {
    url: `http://127.0.0.1:${port}`,
    requests,
    answer,
    close,
    [Symbol.asyncDispose]: close,
  };
  return vendor;
}

async function read(message: IncomingMessage): Promise<VendorRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString();
  const url = new URL(message.url ?? "/", "http://vendor");
  return {
    method: message.method ?? "",
    path: url.pathname,
    query: url.searchParams,
    headers: message.headers as Record<string, string>,
    body,
    json: parse(body),
  };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

function reply(answer: VendorAnswer, message: IncomingMessage, response: ServerResponse): void {
  if (answer === "hang") return;
  if (answer === "reset") {
    message.socket.resetAndDestroy();
    return;
  }
  const { status = 200, headers = {}, body, ending } = answer;
  const text = typeof body === "string" || body === undefined ? (body ?? "") : JSON.stringify(body);
  response.writeHead(status, headers);
  if (ending === undefined) response.end(text);
  else if (ending === "cut") {
    response.write(text.slice(0, text.length / 2), () => message.socket.resetAndDestroy());
  } else if (ending === "drip") writeSlowly(response, text);
  else writeEndlessly(response, text);
}

const DRIP = 10;

function writeSlowly(response: ServerResponse, text: string): void {
  const bytes = Buffer.from(text);
  let sent = 0;
  const drips = setInterval(() => {
    response.write(bytes.subarray(sent, ++sent));
    if (sent >= bytes.length) response.end();
  }, DRIP).unref();
  response.once("close", () => clearInterval(drips));
}

const PIECE = " ".repeat(16_384);

function writeEndlessly(response: ServerResponse, text: string): void {
  response.write(text);
  const pieces = setInterval(() => response.write(PIECE)).unref();
  response.once("close", () => clearInterval(pieces));
}
