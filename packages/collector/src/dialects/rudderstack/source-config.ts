import type { Context } from "hono";
import { basicCredentials } from "../../auth/sent-key.ts";
import type { IngestContext, CollectorEnv } from "../../context.ts";
import { authenticate } from "../authenticate.ts";

/** When the configuration last changed: it never does. */
const UPDATED_AT = "2026-01-01T00:00:00.000Z";

/**
 * `GET /sourceConfig/`: what RudderStack's browser client asks for before it sends anything. An enabled source without
 * destinations of its own, and without reports of the client's errors to its vendor.
 */
export async function sourceConfig(
  context: Context<CollectorEnv>,
  collector: IngestContext,
): Promise<Response> {
  const writeKey = basicCredentials(context)?.user ?? context.req.query("writeKey");
  await authenticate(collector, writeKey);
  const reports = { enabled: false };
  return context.json({
    source: {
      id: "peek",
      name: "peek",
      writeKey,
      enabled: true,
      config: { statsCollection: { errors: reports, metrics: reports } },
      workspaceId: "peek",
      destinations: [],
      connections: [],
      dataplanes: {},
      updatedAt: UPDATED_AT,
    },
    updatedAt: UPDATED_AT,
  });
}
