import type { IncomingMessage, ServerResponse } from "node:http";
import { answer, process, type Processed } from "./exchange.ts";
import type { Fault, StatusFault } from "./fault.ts";
import type { Ledger } from "./ledger.ts";

/** Milliseconds between the pieces of an answer that never ends. */
const ENDLESS_INTERVAL = 10;

/** A delivery whose body was read. */
export interface Delivery {
  request: IncomingMessage;
  response: ServerResponse;
  body: Buffer;
}

/** Does with a delivery what its fault says. */
export function suffer(fault: Fault, ledger: Ledger, delivery: Delivery): void {
  const { request, response, body } = delivery;
  if (fault === "hang" || fault === "unread") return;
  if (fault === "reset-before") {
    request.socket.resetAndDestroy();
    return;
  }
  if (typeof fault === "object" && "status" in fault && fault.when?.(body.toString()) !== false) {
    answerStatus(fault, ledger, delivery);
    return;
  }
  const processed = process(ledger, request, body);
  if (fault === "reset-after") request.socket.resetAndDestroy();
  else if (fault === "half-answer") answerHalf(response, processed);
  else if (fault === "headers-only") writeHead(response, processed).flushHeaders();
  else if (fault === "endless-answer") answerEndlessly(response, processed);
  else if (typeof fault === "object" && "slow" in fault) {
    setTimeout(() => answer(response, processed), fault.slow).unref();
  } else if (typeof fault === "object" && "trickle" in fault) {
    answerByteByByte(response, processed, fault.trickle);
  } else answer(response, processed);
}

function answerStatus(
  { status, headers, body: text, process: takesIn }: StatusFault,
  ledger: Ledger,
  { request, response, body }: Delivery,
): void {
  const processed = takesIn === true ? process(ledger, request, body).body : "";
  answer(response, { status, body: text ?? processed }, headers);
}

function answerHalf(response: ServerResponse, processed: Processed): void {
  writeHead(response, processed).write(
    processed.body.slice(0, processed.body.length / 2),
    () => void response.destroy(),
  );
}

function answerEndlessly(response: ServerResponse, { status }: Processed): void {
  response.writeHead(status, { "content-type": "application/json" });
  const pieces = setInterval(() => response.write(" "), ENDLESS_INTERVAL).unref();
  response.once("close", () => clearInterval(pieces));
}

function answerByteByByte(
  response: ServerResponse,
  processed: Processed,
  milliseconds: number,
): void {
  writeHead(response, processed).flushHeaders();
  const bytes = Buffer.from(processed.body);
  let sent = 0;
  const pieces = setInterval(() => {
    response.write(bytes.subarray(sent, ++sent));
    if (sent === bytes.length) response.end();
  }, milliseconds).unref();
  response.once("close", () => clearInterval(pieces));
}

function writeHead(response: ServerResponse, { status, body }: Processed): ServerResponse {
  return response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
  });
}
