import { SpanKind, type Attributes } from "@opentelemetry/api";
import { OTLPTraceExporter as JsonExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtobufExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { items } from "./calls.ts";
import type { ReportingClientFactory } from "./reporting-client.ts";
import { KEY } from "./running-collector.ts";

/** A span as an instrumented server ends it. */
export interface ServerSpan {
  /** Milliseconds since 1970. */
  startedAt: number;
  endedAt: number;
  attributes: Attributes;
  error?: Error;
}

/** An exporter of OpenTelemetry behind its SDK; all but its address and small batches are its defaults. */
export class Exporting {
  readonly #provider: TracerProvider;

  constructor(url: string, encoding: "json" | "protobuf", resource: Attributes = {}) {
    const Exporter = encoding === "json" ? JsonExporter : ProtobufExporter;
    const exporter = new Exporter({
      url: `${url}/v1/traces`,
      headers: { authorization: `Bearer ${KEY}` },
    });
    const processor = new BatchSpanProcessor({
      exporter,
      scheduledDelayMillis: 200,
      maxExportBatchSize: 4,
    });
    this.#provider = new TracerProvider({
      resource: resourceFromAttributes(resource),
      spanProcessors: [processor],
    });
  }

  end({ startedAt, endedAt, attributes, error }: ServerSpan): void {
    const options = { kind: SpanKind.SERVER, startTime: startedAt, attributes };
    const span = this.#provider.getTracer("tests").startSpan("request", options);
    if (error) span.recordException(error);
    span.end(endedAt);
  }

  close(): Promise<void> {
    return this.#provider.shutdown();
  }
}

export function openTelemetry(encoding: "json" | "protobuf"): ReportingClientFactory {
  return {
    name: `OpenTelemetry's exporter, ${encoding}`,
    kind: "requests",
    isHere: true,
    create: async (url) => {
      const exporting = new Exporting(url, encoding);
      return {
        report: (first, last) => {
          const endedAt = Date.now();
          for (const name of items(first, last)) {
            const attributes = {
              "http.request.method": "GET",
              "url.path": `/${name}`,
              "http.response.status_code": 200,
            };
            exporting.end({ startedAt: endedAt - 5, endedAt, attributes });
          }
        },
        close: () => exporting.close(),
      };
    },
  };
}
