import type { DialectRoute } from "../dialect-route.ts";
import { ingestCaptures, ingestCapturesV1 } from "./ingest-captures.ts";
import { flagDefinitions, flags, settings, settingsScript } from "./settings.ts";

export const POSTHOG_ROUTES: readonly DialectRoute[] = [
  {
    method: "POST",
    paths: ["/batch", "/capture", "/e", "/i/v0/e", "/i/v0/ai/batch"],
    handle: ingestCaptures,
  },
  { method: "POST", paths: ["/i/v1/analytics/events"], handle: ingestCapturesV1 },
  { method: "POST", paths: ["/flags", "/decide"], handle: flags },
  {
    method: "GET",
    paths: ["/flags/definitions", "/api/feature_flag/local_evaluation"],
    handle: flagDefinitions,
  },
  { method: "GET", paths: ["/array/:token/config"], handle: settings },
  { method: "GET", paths: ["/array/:token/config.js"], handle: settingsScript },
];
