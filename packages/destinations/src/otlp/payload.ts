import type { EventSource } from "@peekjs/protocol";
import { keyValues, type KeyValue } from "./any-value.ts";

export interface OtlpPayload {
  signal: "logs" | "traces";
  resource: KeyValue[];
  /** A LogRecord or a Span. */
  record: object;
}

export function resourceOf({ service, environment }: EventSource): KeyValue[] {
  return keyValues({
    "service.name": service ?? "unknown_service",
    "deployment.environment.name": environment,
  });
}

/** Milliseconds since 1970 as OTLP has times, exact to the microsecond that a double holds. */
export function nanoseconds(milliseconds: number): string {
  return String(BigInt(Math.round(milliseconds * 1_000)) * 1_000n);
}

/** The body of an export request. */
export function exportRequest(payloads: readonly OtlpPayload[]): object {
  const { signal, resource } = payloads[0]!;
  const scope = { name: "@peekjs/destinations" };
  const records = payloads.map(({ record }) => record);
  return signal === "logs"
    ? {
        resourceLogs: [
          { resource: { attributes: resource }, scopeLogs: [{ scope, logRecords: records }] },
        ],
      }
    : {
        resourceSpans: [
          { resource: { attributes: resource }, scopeSpans: [{ scope, spans: records }] },
        ],
      };
}
