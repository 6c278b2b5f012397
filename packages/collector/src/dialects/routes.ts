import type { DialectRoute } from "./dialect-route.ts";
import { PEEKAPI_ROUTES } from "./peekapi/routes.ts";
import { POSTHOG_ROUTES } from "./posthog/ingest-captures.ts";
import { RUDDERSTACK_ROUTES } from "./rudderstack/source-config.ts";
import { SEGMENT_ROUTES } from "./segment/routes.ts";
import { SERLA_ROUTES } from "./serla/routes.ts";
import { UNISIGHTS_ROUTES } from "./unisights/ingest-payload.ts";

/** Every endpoint that another vendor's clients use. */
export const DIALECT_ROUTES: readonly DialectRoute[] = [
  ...PEEKAPI_ROUTES,
  ...SEGMENT_ROUTES,
  ...RUDDERSTACK_ROUTES,
  ...POSTHOG_ROUTES,
  ...SERLA_ROUTES,
  ...UNISIGHTS_ROUTES,
];
