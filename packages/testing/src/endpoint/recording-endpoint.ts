import type { EnvelopeReading, ProductEvent } from "@peekjs/protocol";
import { answer, process, readBody } from "./exchange.ts";
import { Ledger, type ReceivedRequest } from "./ledger.ts";
import { listen } from "./listen.ts";

/** A real HTTP server that speaks `POST /v1/ingest` and keeps what it is sent. */
export interface RecordingEndpoint extends AsyncDisposable {
  /** For the client's `endpoint`: `http://127.0.0.1:49152`. */
  readonly url: string;
  /** Every request once, by instance and number, in the order of arrival. */
  readonly requests: readonly ReceivedRequest[];
  readonly events: readonly ProductEvent[];
  /** Every envelope, repeated ones too. */
  readonly envelopes: readonly EnvelopeReading[];
  close(): Promise<void>;
}

/**
 * Starts an endpoint that accepts everything.
 *
 * @example
 * ```ts
 * await using endpoint = await startRecordingEndpoint();
 * const client = createPeek({ endpoint: endpoint.url, disabled: false });
 * client.recordRequest({ method: "GET", status: 200, durationMs: 1 });
 * await client.flush();
 * expect(endpoint.requests).toHaveLength(1);
 * ```
 */
export async function startRecordingEndpoint(): Promise<RecordingEndpoint> {
  const ledger = new Ledger();
  const { port, close } = await listen((request, response) => {
    readBody(request).then(
      (body) => answer(response, process(ledger, request, body)),
      (error) => response.destroy(error as Error),
    );
  });
  return {
    url: `http://127.0.0.1:${port}`,
    requests: ledger.requests,
    events: ledger.events,
    envelopes: ledger.envelopes,
    close,
    [Symbol.asyncDispose]: close,
  };
}
