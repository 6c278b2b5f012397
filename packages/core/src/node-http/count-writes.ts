import type { ServerResponse } from "node:http";
import { byteLength } from "./byte-length.ts";
import { codeOf } from "./error-code.ts";
import type { Exchange } from "./exchange.ts";
import { exchangeOf } from "./find-exchange.ts";
import {
  markBytesBefore,
  markEnd,
  markHead,
  markHeldBack,
  markLastHead,
  markStalled,
  markStatus,
  unmarkHead,
} from "./response-marks.ts";
import { hasHead } from "./sent-head.ts";

export type Write = ServerResponse["write"];
export type End = ServerResponse["end"];

/** Writes to a response, and counts what it took. */
export function countWrite(
  outgoing: ServerResponse,
  write: Write,
  args: Parameters<Write>,
): boolean {
  const exchange = exchangeOf(outgoing);
  if (exchange === undefined || exchange.writing || exchange.ended) {
    return write.apply(outgoing, args);
  }
  const { responseBytes } = exchange;
  guarded(exchange, markBytesBefore);
  guarded(exchange, markHead);
  exchange.writing = true;
  try {
    const result = write.apply(outgoing, args);
    countChunk(exchange, args);
    guarded(exchange, markStatus);
    // From Node 26 on a response keeps what its connection is not there to take.
    if (!result || outgoing.socket?.destroyed === true) {
      guarded(exchange, markStalled, responseBytes);
    }
    return result;
  } catch (error) {
    guarded(exchange, unmarkHead);
    throw error;
  } finally {
    exchange.writing = false;
  }
}

/** Ends a response, and counts what it took with that. */
export function countEnd(
  outgoing: ServerResponse,
  end: End,
  args: Parameters<End>,
): ServerResponse {
  const exchange = exchangeOf(outgoing);
  if (exchange === undefined)
    return end.apply<ServerResponse, typeof args, ServerResponse>(outgoing, args);
  const { headLeftAt, responseBody, responseBytes } = exchange;
  const kept = responseBody?.isWhole === true ? responseBody.length : undefined;
  if (!exchange.writing && !exchange.ended) {
    // Simulated responses finish inside `end`. That of HTTP/2 goes through `write`.
    exchange.writing = true;
    guarded(exchange, markLastHead);
    countChunk(exchange, args);
  }
  try {
    const result = end.apply<ServerResponse, typeof args, ServerResponse>(outgoing, args);
    if (!exchange.ended) guarded(exchange, markEnd, responseBytes);
    return result;
  } catch (error) {
    const isHeadKept =
      headLeftAt === undefined && exchange.status === undefined && hasHead(outgoing);
    if (!isHeadKept || !isMismatch(error)) {
      exchange.responseBytes = responseBytes;
      if (kept !== undefined) responseBody!.cutTo(kept);
    }
    if (isHeadKept) guarded(exchange, markHeldBack, responseBytes);
    guarded(exchange, unmarkHead);
    throw error;
  } finally {
    exchange.writing = false;
  }
}

/** Node keeps what does not match the announced length, unlike what it cannot decode. */
function isMismatch(error: unknown): boolean {
  return codeOf(error) === "ERR_HTTP_CONTENT_LENGTH_MISMATCH";
}

/** @param before bytes of the response that were counted before what is written now */
type Mark = (exchange: Exchange, before: number) => void;

/** What fails here costs a figure, never what the app writes. */
function guarded(exchange: Exchange, mark: Mark, before = 0): void {
  try {
    mark(exchange, before);
  } catch (error) {
    exchange.mount.client.trouble(error);
  }
}

/** Counts what is written, whatever becomes of it. */
export function countChunk(exchange: Exchange, [chunk, encoding]: readonly unknown[]): void {
  try {
    exchange.responseBytes += byteLength(chunk, encoding);
    exchange.responseBody?.add(chunk, encoding);
  } catch (error) {
    exchange.mount.client.trouble(error);
  }
}
