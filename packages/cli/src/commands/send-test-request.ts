import type { Envelope } from "@peekjs/protocol";
import { ENVELOPE_VERSION, PeekError } from "@peekjs/protocol";
import { VERSION } from "../version.ts";

/** Reports one request the way every client does. */
export async function sendTestRequest(ingestUrl: string): Promise<void> {
  const now = Date.now();
  const envelope: Envelope = {
    version: ENVELOPE_VERSION,
    sdk: { name: "peekjs", version: VERSION },
    resource: { service: "test-request", environment: "development" },
    sentAt: now,
    requests: [
      {
        timestamp: now,
        method: "GET",
        route: "/hello/:name",
        path: "/hello/peek",
        status: 200,
        durationMs: 4.2,
        responseBytes: 19,
        consumer: "you",
      },
    ],
  };
  await postEnvelope(ingestUrl, envelope);
}

/**
 * Posts an envelope.
 *
 * @throws PeekError `PEEK_E_INGEST` when the collector does not acknowledge it.
 */
export async function postEnvelope(ingestUrl: string, envelope: Envelope): Promise<void> {
  const response = await fetch(ingestUrl, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(envelope),
  });
  const answer = await response.text();
  if (response.status === 202) return;
  throw new PeekError(
    "PEEK_E_INGEST",
    `The collector answered ${response.status}: ${answer.slice(0, 500)}`,
  );
}
