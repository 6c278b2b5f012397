import type { Context } from "hono";
import type { IngestContext, CollectorEnv } from "../../context.ts";
import { authenticate } from "../authenticate.ts";
import type { DialectRoute } from "../dialect-route.ts";
import { mountPath } from "./mount-path.ts";

const EVERYTHING = { __default: { enabled: true, integrations: {} } };

/**
 * `GET /v1/projects/:writeKey/settings`: what Segment's browser client asks its `cdnURL` for before it sends anything.
 * It is told to send here, so that no second URL need be changed, and no reports of its own to its vendor.
 */
async function settings(
  context: Context<CollectorEnv>,
  collector: IngestContext,
): Promise<Response> {
  const apiKey = context.req.param("writeKey");
  await authenticate(collector, apiKey);
  const { host, protocol } = new URL(context.req.url);
  const mount = mountPath(context, "/v1/projects/");
  // Behind a proxy that ends TLS the collector sees plain HTTP; a page that has TLS may use nothing else.
  const isSecure = protocol === "https:" || context.req.header("origin")?.startsWith("https:");
  // It repeats what headers say, which is for none but who sent them.
  context.header("Cache-Control", "no-store");
  return context.json({
    integrations: {
      "Segment.io": {
        apiKey,
        apiHost: `${context.req.header("host") ?? host}${mount}/v1`,
        protocol: isSecure === true ? "https" : "http",
        versionSettings: { version: "4.4.7", componentTypes: ["browser"] },
      },
    },
    plan: { track: EVERYTHING, identify: EVERYTHING, group: EVERYTHING },
    edgeFunction: {},
    analyticsNextEnabled: true,
    enabledMiddleware: {},
    metrics: { sampleRate: 0 },
    legacyVideoPluginsEnabled: false,
    remotePlugins: [],
  });
}

export const SEGMENT_SETTINGS: DialectRoute = {
  method: "GET",
  paths: ["/v1/projects/:writeKey/settings"],
  handle: settings,
};
