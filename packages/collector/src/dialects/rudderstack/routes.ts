import type { DialectRoute } from "../dialect-route.ts";
import { ingestMessages } from "../segment/ingest-messages.ts";
import { ingestPixel } from "./pixel.ts";
import { sourceConfig } from "./source-config.ts";

/** What RudderStack's clients use beyond the paths that they share with Segment's. */
export const RUDDERSTACK_ROUTES: readonly DialectRoute[] = [
  { method: "GET", paths: ["/sourceConfig"], handle: sourceConfig },
  { method: "GET", paths: ["/pixel/v1/track"], handle: ingestPixel("track") },
  { method: "GET", paths: ["/pixel/v1/page"], handle: ingestPixel("page") },
  // Its message is reported as one of no known type, and the client hears that all is well.
  { method: "POST", paths: ["/v1/merge"], handle: ingestMessages() },
];
