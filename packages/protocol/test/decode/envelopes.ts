import type { RequestRecord } from "../../src/index.ts";
import { type EnvelopeReading, readEnvelope, requestAt } from "../../src/index.ts";

/** When the tests' envelopes arrive: 2026-11-21T00:00:00Z. */
export const NOW = Date.UTC(2026, 10, 21);

export const REQUEST: RequestRecord = {
  timestamp: NOW - 1_000,
  method: "GET",
  route: "/users/:id",
  path: "/users/7",
  status: 200,
  durationMs: 1.25,
};

export function bytes(body: unknown): Uint8Array {
  return new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body));
}

export function read(body: object, idempotencyKey?: string): EnvelopeReading {
  return readEnvelope(bytes({ version: 1, ...body }), { receivedAt: NOW, idempotencyKey });
}

/** All requests of a reading as objects. */
export function requestsOf(reading: EnvelopeReading): RequestRecord[] {
  return reading.batch.groups.flatMap(({ requests }) =>
    Array.from(requests.index, (_, i) => requestAt(requests, i)),
  );
}
