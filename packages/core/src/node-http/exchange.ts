import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Mount } from "../adapter/mount.ts";
import type { RunningRequest } from "../adapter/running-requests.ts";
import type { ConsumerIdentity } from "../options/options.ts";
import type { BodyCollector } from "./body-collector.ts";

/** A request under way on a Node server, what is known of it so far, and the first client that observes it. */
export interface Exchange extends Observer {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  /** Undefined for simulated requests. */
  readonly socket: Socket | undefined;
  /** As Node says it: `1.1`, `2.0`. */
  readonly httpVersion: string;
  readonly headers: IncomingHttpHeaders;
  /** Path and query before any rewriting. */
  readonly target: string;
  /** Address of the other end of the connection, which is lost once it is closed. */
  readonly peer: string | undefined;
  /** Body bytes seen so far; NaN where some of them were read before. */
  requestBytes: number;
  /** Body bytes seen so far. */
  responseBytes: number;
  /** What counts each write: nothing where something else wrapped the response before. */
  counter: "none" | "own" | "prototype";
  /** Whether there was an `end` that the connection took: what is written after it does not count. */
  ended: boolean;
  /** Whether there was an `end` that the connection took no more: Node may say all the same that it finished. */
  isEndLost: boolean;
  /** The one that was sent: apps set another when the head has left. */
  status: number | undefined;
  /** Whether the connection still held a part of the response back when `end` was called. */
  isBuffered: boolean;
  /** Whether a write of the response is being counted: what it calls in turn is not counted again. */
  writing: boolean;
  /** Where a mount reports bodies: what has passed of them. */
  requestBody: BodyCollector | undefined;
  responseBody: BodyCollector | undefined;
  /** `socket.bytesWritten` before the head, where head and body leave in one write; infinite where none was left. */
  bytesBeforeHead: number | undefined;
  /** What had been written when the connection last held nothing back before a write behind the head. */
  bytesAtRest: ByteCounts | undefined;
  /** What had been written when the connection first asked to wait, or held something back at `end`. */
  bytesAtStall: ByteCounts | undefined;
  /** Reading of the clock when the head left; NaN when it left unseen. */
  headLeftAt: number | undefined;
  /** Reading of the clock when the connection had taken all of the response, where `end` saw that. */
  endedAt: number | undefined;
  /** Reading of the clock when the app's own code was done, for adapters that see it. */
  handledAt: number | undefined;
  /** What was thrown while the request was handled. */
  error: unknown;
  /** What a handler says about who calls. */
  consumer: ConsumerIdentity;
  /** Whether the response was handed over completely. */
  finished: boolean;
  reported: boolean;
  /** The one after it on the same connection, where requests are pipelined. */
  nextOnConnection: Exchange | undefined;
}

/** A client that observes an exchange, and gets a record of it at its end. */
export interface Observer extends RunningRequest<unknown> {
  mount: Mount<unknown>;
  /** Another client that observes the same exchange. */
  nextObserver: Observer | undefined;
}

/** Body bytes of a response, and all bytes of its connection, at the same moment. */
export interface ByteCounts {
  readonly responseBytes: number;
  readonly connectionBytes: number;
}
