import type { Envelope, IngestAnswer } from "@peekjs/protocol";
import { apiUrl, fetchJson } from "./fetch-json.ts";

/** Sends one request of a service called `test-request` the way every client does. */
export async function sendTestRequest(now: number): Promise<IngestAnswer> {
  const envelope: Envelope = {
    version: 1,
    sdk: { name: "@peekjs/dashboard", version: __PEEK_VERSION__ },
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
  return fetchJson<IngestAnswer>(apiUrl("v1/ingest"), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(envelope),
  });
}
