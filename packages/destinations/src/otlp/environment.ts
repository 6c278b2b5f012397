/** What OpenTelemetry's variables say of an exporter. */
export interface OtlpEnvironment {
  endpoint: string | undefined;
  headers: Record<string, string>;
  compression: string | undefined;
  /** Milliseconds. */
  timeout: number | undefined;
}

/** @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/ */
export function readEnvironment(): OtlpEnvironment {
  const variables: Record<string, string | undefined> =
    (globalThis as { process?: { env?: Record<string, string | undefined> } }).process?.env ?? {};
  const timeout = Number(variables["OTEL_EXPORTER_OTLP_TIMEOUT"]);
  return {
    endpoint: variables["OTEL_EXPORTER_OTLP_ENDPOINT"],
    headers: readHeaders(variables["OTEL_EXPORTER_OTLP_HEADERS"] ?? ""),
    compression: variables["OTEL_EXPORTER_OTLP_COMPRESSION"],
    timeout: timeout > 0 ? timeout : undefined,
  };
}

/** `name=value,name=value`, percent-encoded as W3C Baggage. */
function readHeaders(text: string): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const pair of text.split(",")) {
    const separator = pair.indexOf("=");
    if (separator < 1) continue;
    const value = pair.slice(separator + 1).trim();
    headers[pair.slice(0, separator).trim()] = decode(value);
  }
  return headers;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
