import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { SecureContextOptions } from "node:tls";
import { PeekError } from "@peekjs/protocol";
import type { Reply, Transport } from "../delivery/transport.ts";
import { isNearby } from "../options/endpoint.ts";
import type { ResolvedOptions } from "../options/resolve.ts";
import { checkCertificates } from "./check-certificates.ts";
import { checkedLookup } from "./checked-lookup.ts";
import { compress } from "./compress.ts";
import { unreachable } from "./unreachable.ts";

const MOST_ANSWER_BYTES = 65_536;
/** What an endpoint may answer that does not know gzip: 415, or what its parser makes of it. */
const NOT_INFLATED = [400, 415, 500];
/** Milliseconds. Unlike an open connection, one that is being made keeps its process alive. */
const CONNECT_TIMEOUT = 3_000;

/**
 * Posts through agents of its own, to the address that was checked, each time with one deadline for all of it. An endpoint
 * that takes a body only as it is gets none compressed any more.
 *
 * @throws {PeekError} `PEEK_E_OPTION` when a certificate cannot be used
 */
export function createHttpTransport(options: ResolvedOptions): Transport {
  const url = options.url!;
  checkCertificates(options.tls);
  const isSecure = url.protocol === "https:";
  // By name: of a namespace that is chosen as a value, webpack drops what the app's own imports do not name.
  const request = isSecure ? httpsRequest : httpRequest;
  const Agent = isSecure ? HttpsAgent : HttpAgent;
  const agent = new Agent({
    keepAlive: true,
    maxSockets: 2,
    ...(isNearby(url, options.allowPrivateEndpoint) ? {} : { lookup: checkedLookup }),
    ...(options.tls as SecureContextOptions),
  });
  const fixedHeaders = {
    "content-type": "application/json",
    accept: "application/json",
    ...(options.apiKey === undefined ? {} : { authorization: `Bearer ${options.apiKey}` }),
  };

  const post = (bytes: Buffer, headers: Record<string, string>): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const outgoing = request(url, {
        method: "POST",
        agent,
        headers: { ...fixedHeaders, ...headers, "content-length": bytes.length },
      });
      const giveUpAfter = (milliseconds: number, what: string): NodeJS.Timeout =>
        setTimeout(() => {
          const message = `${url.origin} ${what} within ${milliseconds} ms. Events are kept and tried again.`;
          outgoing.destroy(new PeekError("PEEK_E_TIMEOUT", message));
        }, milliseconds).unref();
      const deadline = giveUpAfter(options.timeout, "gave no whole answer");
      const fail = (error: Error): void => {
        clearTimeout(deadline);
        reject(error instanceof PeekError ? error : unreachable(url, error));
      };
      outgoing.on("error", fail);
      outgoing.on("socket", (socket) => {
        // A delivery keeps no process alive; whoever awaits one does.
        socket.unref();
        if (!socket.connecting) return;
        const connecting = giveUpAfter(
          Math.min(CONNECT_TIMEOUT, options.timeout),
          "did not connect",
        );
        socket.once("connect", () => clearTimeout(connecting));
        socket.once("close", () => clearTimeout(connecting));
      });
      let isAnswered = false;
      // A 101 ends a request without a response and without an error.
      outgoing.on("close", () => {
        if (!isAnswered) fail(new Error("closed without an answer"));
      });
      outgoing.on("response", (incoming) => {
        isAnswered = true;
        readReply(incoming).then((reply) => {
          clearTimeout(deadline);
          resolve(reply);
        }, fail);
      });
      outgoing.end(bytes);
    });

  let compresses = options.gzip;
  let isInflated = false;
  let closings = 0;
  const send = async (body: string, headers: Record<string, string>): Promise<Reply> => {
    const bytes = Buffer.from(body);
    const before = closings;
    const packed = compresses ? await compress(bytes) : undefined;
    if (closings !== before) throw unreachable(url, new Error("closed"));
    if (packed === undefined) return post(bytes, headers);
    const reply = await post(packed, { ...headers, "content-encoding": "gzip" });
    isInflated ||= isTaken(reply);
    if (!(isInflated ? [415] : NOT_INFLATED).includes(reply.status)) return reply;
    if (closings !== before) throw unreachable(url, new Error("closed"));
    const plain = await post(bytes, headers);
    if (isTaken(plain)) compresses = false;
    return plain;
  };
  const close = (): void => {
    closings++;
    agent.destroy();
  };
  return { send, close };
}

function isTaken({ status }: Reply): boolean {
  return status >= 200 && status < 300;
}

/** With listeners: an iterator of the stream costs a tenth of the whole delivery more. */
function readReply(incoming: IncomingMessage): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    incoming.on("data", (chunk: Buffer) => {
      if (length < MOST_ANSWER_BYTES) chunks.push(chunk);
      length += chunk.length;
    });
    incoming.on("error", reject);
    incoming.on("close", () => {
      // An error costs more than all else here: most answers have ended by now.
      if (!incoming.readableEnded) reject(new Error("closed in the middle of its answer"));
    });
    incoming.on("end", () => {
      resolve({
        status: incoming.statusCode ?? 0,
        contentType: incoming.headers["content-type"] ?? "",
        retryAfter: incoming.headers["retry-after"],
        body: Buffer.concat(chunks).subarray(0, MOST_ANSWER_BYTES).toString(),
      });
    });
  });
}
