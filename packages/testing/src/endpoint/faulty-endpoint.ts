import type { IncomingMessage, ServerResponse } from "node:http";
import { answer, process, readBody } from "./exchange.ts";
import { type Fault, faultSequence, type Flapping } from "./fault.ts";
import { Ledger, type ReceivedRequest } from "./ledger.ts";
import { listen, type Listening } from "./listen.ts";

export interface FaultyEndpointOptions {
  /** What happens to the first deliveries, in order; later ones are accepted or left to `flapping`. */
  script?: readonly Fault[];
  flapping?: Flapping;
}

/** An endpoint that fails as told, and counts by instance and number what reached it nevertheless. */
export interface FaultyEndpoint extends AsyncDisposable {
  readonly url: string;
  readonly requests: readonly ReceivedRequest[];
  /** Deliveries that were read, whatever became of them. */
  readonly attempts: number;
  /** Distinct records taken in. */
  readonly unique: number;
  /** Records taken in again. */
  readonly duplicated: number;
  /** Numbers missing below the highest of each instance. */
  readonly lost: number;
  /** Refuses connections until {@link accept}. */
  refuse(): Promise<void>;
  /** Listens again, on the same port. */
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
  let attempts = 0;
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    readBody(request).then(
      (body) => {
        attempts++;
        suffer(nextFault(), ledger, request, response, body);
      },
      () => response.destroy(),
    );
  };
  let listening: Listening | undefined = await listen(listener);
  const { port } = listening;
  const refuse = async (): Promise<void> => {
    await listening?.close();
    listening = undefined;
  };
  return {
    url: `http://127.0.0.1:${port}`,
    requests: ledger.requests,
    get attempts() {
      return attempts;
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
    refuse,
    async accept() {
      listening ??= await listen(listener, port);
    },
    close: refuse,
    [Symbol.asyncDispose]: refuse,
  };
}

function suffer(
  fault: Fault,
  ledger: Ledger,
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
): void {
  if (fault === "hang") return;
  if (fault === "reset-before") {
    request.socket.resetAndDestroy();
    return;
  }
  if (typeof fault === "object" && "status" in fault) {
    const processed = fault.process === true ? process(ledger, request, body).body : "";
    answer(response, { status: fault.status, body: fault.body ?? processed }, fault.headers);
    return;
  }
  const processed = process(ledger, request, body);
  if (fault === "reset-after") {
    request.socket.resetAndDestroy();
  } else if (fault === "half-answer") {
    response.writeHead(processed.status, {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(processed.body),
    });
    response.write(processed.body.slice(0, processed.body.length / 2), () => response.destroy());
  } else if (fault === "accept") {
    answer(response, processed);
  } else {
    setTimeout(() => answer(response, processed), fault.slow).unref();
  }
}
