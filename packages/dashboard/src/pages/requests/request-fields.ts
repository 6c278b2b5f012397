import type { FilterField, StoredRequest } from "@peekjs/protocol";
import { formatBytes, formatDuration } from "../../format/number.ts";
import { formatTimestamp } from "../../format/time.ts";
import { formatTerm } from "../../url-state/filter-terms.ts";

export interface RequestField {
  label: string;
  value: string;
  /** Filter term that selects all requests with this value. */
  term?: string | undefined;
}

/** The plain fields of a request in reading order; those it lacks are left out. */
export function requestFields(request: StoredRequest): RequestField[] {
  const fields = [
    field("Time", formatTimestamp(request.timestamp)),
    field("Outcome", request.outcome ?? "completed"),
    field(
      "Route",
      request.route ?? "(unmatched)",
      request.route === undefined ? undefined : "route",
    ),
    field("Query", request.query),
    field("Duration", formatDuration(request.durationMs)),
    field("First byte", optional(request.ttfbMs, formatDuration)),
    field("Handler", optional(request.handlerMs, formatDuration)),
    field("Request body", optional(request.requestBytes, formatBytes)),
    field("Response body", optional(request.responseBytes, formatBytes)),
    field(
      "Consumer",
      request.consumer ?? "(anonymous)",
      request.consumer === undefined ? undefined : "consumer",
    ),
    field("Consumer name", request.consumerName),
    field("Consumer group", request.consumerGroup, "group"),
    field("Known from", request.consumerSource?.replaceAll("_", " ")),
    field("Service", request.service, "service"),
    field("Environment", request.environment, "environment"),
    field("Host", request.host),
    field("HTTP version", request.protocol),
    field("User agent", request.userAgent),
    field("Client address", request.clientAddress),
    field("Trace", request.traceId, "trace"),
    field("Span", request.spanId),
  ];
  return fields.filter((each) => each !== undefined);
}

function field(
  label: string,
  value: string | undefined,
  filter?: FilterField,
): RequestField | undefined {
  if (value === undefined || value === "") return undefined;
  return { label, value, term: filter && formatTerm(filter, value) };
}

function optional(
  value: number | undefined,
  format: (value: number) => string,
): string | undefined {
  return value === undefined ? undefined : format(value);
}
