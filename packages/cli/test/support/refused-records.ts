import { createPeek } from "@peekjs/core";
import { startFaultyEndpoint } from "@peekjs/testing";

/** Where a client was told to send, and what it kept. */
export interface RefusedRecords {
  storagePath: string;
  endpoint: string;
}

/**
 * Runs a client of the service "orders" whose collector refuses the requests to the given paths, and is away for a last
 * one.
 */
export async function refuseRecords(
  storagePath: string,
  requests: readonly { path: string; timestamp?: number }[],
): Promise<RefusedRecords> {
  await using endpoint = await startFaultyEndpoint();
  const client = createPeek({
    endpoint: endpoint.url,
    storagePath,
    service: "orders",
    environment: "production",
    disabled: false,
    onError: () => undefined,
  });
  const request = { method: "GET", status: 200, durationMs: 1 };
  endpoint.fail({ status: 400, body: "{}", when: (envelope) => envelope.includes("/refused") });
  for (const given of requests) client.recordRequest({ ...request, ...given });
  client.recordRequest({ ...request, path: "/accepted" });
  await client.flush();
  endpoint.fail({ status: 503 });
  client.recordRequest({ ...request, path: "/waiting" });
  await client.shutdown({ timeout: 500 });
  return { storagePath, endpoint: endpoint.url };
}
