import type { IncomingMessage, ServerResponse } from "node:http";
import type { ProductEvent } from "@peekjs/protocol";
import { readBody } from "./exchange.ts";
import { type Fault, faultSequence, type Flapping } from "./fault.ts";
import { freePort } from "./free-port.ts";
import { Ledger, type ReceivedRequest } from "./ledger.ts";
import { listen, type Listening } from "./listen.ts";
import { suffer } from "./suffer.ts";

export interface FaultyEndpointOptions {
  /** What happens to the first deliveries, in order; later ones are accepted or left to `flapping`. */
  script?: readonly Fault[];
  flapping?: Flapping;
}

/** An endpoint that fails as told, and counts by instance and number what reached it nevertheless. */
export interface FaultyEndpoint extends AsyncDisposable {
  readonly url: string;
  readonly requests: readonly ReceivedRequest[];
  readonly events: readonly ProductEvent[];
  /** Deliveries that arrived, whatever became of them. */
  readonly attempts: number;
  /** When they arrived, by `performance.now()`. */
  readonly attemptedAt: readonly number[];
  /** Distinct records taken in. */
  readonly unique: number;
  /** Records taken in again. */
  readonly duplicated: number;
  /** Numbers missing below the highest of each instance. */
  readonly lost: number;
  /** Lets every delivery meet a fault until {@link accept}. */
  fail(fault: Fault): void;
  /** Refuses connections until {@link accept}. */
  refuse(): Promise<void>;
  /** Ends what {@link fail} or {@link refuse} began, on the same port. */
  accept(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts an endpoint with faults.
 *
 * @example
 * ```ts
 * await using endpoint = await startFaultyEndpoint({ script: [{ status: 503 }, "reset-after"] });
 * const client = createPeek({ endpoint: endpoint.url, disabled: false });
 * …
 * expect(endpoint).toMatchObject({ unique: 100, lost: 0 });
 * ```
 */
export async function startFaultyEndpoint(
  options: FaultyEndpointOptions = {},
): Promise<FaultyEndpoint> {
  const ledger = new Ledger();
  const nextFault = faultSequence(options.script ?? [], options.flapping);
  const attemptedAt: number[] = [];
  let standing: Fault | undefined;
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    attemptedAt.push(performance.now());
    const fault = standing ?? nextFault();
    if (fault === "unread") return;
    readBody(request).then(
      (body) => suffer(fault, ledger, { request, response, body }),
      () => response.destroy(),
    );
  };
  const port = await freePort();
  let listening: Listening | undefined = await listen(listener, port);
  const refuse = async (): Promise<void> => {
    await listening?.close();
    listening = undefined;
  };
  return {
    url: `http://127.0.0.1:${port}`,
    requests: ledger.requests,
    events: ledger.events,
    attemptedAt,
    get attempts() {
      return attemptedAt.length;
    },
    get unique() {
      return ledger.requests.length + ledger.events.length;
    },
    get duplicated() {
      return ledger.duplicates;
    },
    get lost() {
      return ledger.lost;
    },
    fail(fault) {
      standing = fault;
    },
    refuse,
    async accept() {
      standing = undefined;
      listening ??= await listen(listener, port);
    },
    close: refuse,
    [Symbol.asyncDispose]: refuse,
  };
}
