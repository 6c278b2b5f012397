import type { DialectRoute } from "../dialect-route.ts";
import { ingestTraces, passOver } from "./ingest-traces.ts";

/** OTLP over HTTP, as OpenTelemetry's SDKs of every language send it. */
export const OTLP_ROUTES: readonly DialectRoute[] = [
  { method: "POST", paths: ["/v1/traces"], handle: ingestTraces },
  { method: "POST", paths: ["/v1/logs", "/v1/metrics"], handle: passOver },
];
