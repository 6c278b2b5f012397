import type { Context } from "hono";
import type { KeyEntry } from "../../auth/key-registry.ts";
import { bearerToken } from "../../auth/sent-key.ts";
import type { CollectorEnv, IngestContext } from "../../context.ts";
import { authenticate } from "../authenticate.ts";
import type { DialectRoute } from "../dialect-route.ts";
import { readBytes } from "../read-json.ts";
import { type Encoding, encodingOf, OtlpProblem } from "./answer.ts";

/** A request that was let in and read. */
export interface OtlpRequest {
  body: Uint8Array;
  encoding: Encoding;
  key: KeyEntry | undefined;
  collector: IngestContext;
}

/** Finds the key where `OTEL_EXPORTER_OTLP_HEADERS` may put it, and tells problems as OTLP asks for. */
export function otlp(handle: (request: OtlpRequest) => Promise<Response>): DialectRoute["handle"] {
  return async (context: Context<CollectorEnv>, collector: IngestContext) => {
    const encoding = encodingOf(context);
    try {
      const sent = [bearerToken(context), context.req.header("x-api-key")];
      const key = await authenticate(collector, ...sent);
      const body = await readBytes(context, collector);
      return await handle({ body, encoding, key, collector });
    } catch (error) {
      throw new OtlpProblem(error, encoding);
    }
  };
}
