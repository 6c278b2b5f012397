import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { isIP } from "node:net";
import { Readable } from "node:stream";
import { PeekError } from "@peekjs/protocol";
import { decodeBody } from "./decode-body.ts";
import { isPublicAddress } from "./public-address.ts";
import { privateAddress, publicLookup } from "./public-lookup.ts";

/** Statuses that a Response may have no body for. */
const WITHOUT_BODY: ReadonlySet<number> = new Set([204, 205, 304]);

/**
 * A `fetch` for what people configure: https to addresses of the internet alone, which are checked when they are
 * resolved and connected to as checked. Redirects are not followed. With `allowPrivate`, any address, and http.
 */
export function createPublicFetch({ allowPrivate }: { allowPrivate: boolean }): typeof fetch {
  const options = { keepAlive: true, ...(allowPrivate ? {} : { lookup: publicLookup }) };
  const agents = { "https:": new HttpsAgent(options), "http:": new HttpAgent(options) };
  return async (input, init) => {
    const request = new Request(input, { ...init, redirect: "manual" });
    const url = new URL(request.url);
    if (!allowPrivate) checkTarget(url);
    const body = Buffer.from(await request.arrayBuffer());
    const open = url.protocol === "https:" ? httpsRequest : httpRequest;
    const { method, signal } = request;
    const headers = { ...Object.fromEntries(request.headers), "content-length": body.length };
    return new Promise((resolve, reject) => {
      const agent = agents[url.protocol as keyof typeof agents];
      const outgoing = open(url, { method, headers, signal, agent });
      outgoing.on("response", (incoming) => {
        try {
          resolve(toResponse(incoming));
        } catch (error) {
          incoming.destroy();
          reject(error);
        }
      });
      outgoing.on("error", reject);
      // A 101 ends a request without a response and without an error.
      outgoing.on("close", () => reject(new Error("closed without an answer")));
      outgoing.end(body);
    });
  };
}

/** A numeric host is never looked up. */
function checkTarget({ protocol, hostname }: URL): void {
  const host = hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0 && !isPublicAddress(host)) throw privateAddress(host);
  if (protocol === "https:") return;
  throw new PeekError(
    "PEEK_E_DESTINATION_ADDRESS",
    `${hostname} is to be reached without TLS. Give an https URL. For a receiver on this machine, add the destination anew with --allow-private; in a program of yours, name it in allowPrivate.`,
  );
}

/** @throws when the answer is none that a Response can hold */
function toResponse(incoming: IncomingMessage): Response {
  const { statusCode = 0, rawHeaders } = incoming;
  if (statusCode < 200 || statusCode > 599) throw new Error(`answered with status ${statusCode}`);
  const headers = new Headers();
  for (let i = 0; i < rawHeaders.length; i += 2) headers.append(rawHeaders[i]!, rawHeaders[i + 1]!);
  if (WITHOUT_BODY.has(statusCode) || headers.get("content-length") === "0") {
    incoming.resume();
    return new Response(null, { status: statusCode, headers });
  }
  const body = Readable.toWeb(decodeBody(incoming)) as ReadableStream<Uint8Array>;
  return new Response(body, { status: statusCode, headers });
}
