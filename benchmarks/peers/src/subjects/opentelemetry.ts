import { createRequire } from "node:module";
import { FastifyOtelInstrumentation } from "@fastify/otel";
import { httpInstrumentationMiddleware } from "@hono/otel";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { registerInstrumentations } from "@opentelemetry/instrumentation";
import { ExpressInstrumentation } from "@opentelemetry/instrumentation-express";
import { HttpInstrumentation } from "@opentelemetry/instrumentation-http";
import { KoaInstrumentation } from "@opentelemetry/instrumentation-koa";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import type { Subject, SubjectContext } from "../../../src/subjects/subject.ts";

/** Spans of node:http and of the framework, in batches over OTLP/HTTP with protobuf; default options. */
export default function openTelemetry({ sink }: SubjectContext): Subject {
  const exporter = new OTLPTraceExporter({ url: `${sink}/v1/traces` });
  const provider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] });
  provider.register();
  const fastifyInstrumentation = new FastifyOtelInstrumentation();
  registerInstrumentations({
    tracerProvider: provider,
    instrumentations: [
      new HttpInstrumentation(),
      new ExpressInstrumentation(),
      new KoaInstrumentation(),
      fastifyInstrumentation,
    ],
  });
  // The instrumentation of node:http takes effect with the first require.
  createRequire(import.meta.url)("node:http");
  return {
    // Patched when they were loaded.
    express: () => undefined,
    koa: () => undefined,
    fastify: (app) => app.register(fastifyInstrumentation.plugin() as never),
    hono: (app) => void app.use(httpInstrumentationMiddleware() as never),
    settle: () => provider.forceFlush(),
  };
}
