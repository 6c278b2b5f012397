import type { ProductEventType } from "@peekjs/protocol";
import type { DialectRoute } from "../dialect-route.ts";
import { ingestMessages } from "./ingest-messages.ts";
import { SEGMENT_SETTINGS } from "./settings.ts";

/** Segment's browser client names a call by its first letter. */
const SINGLE: Record<ProductEventType, string> = {
  identify: "i",
  track: "t",
  page: "p",
  screen: "s",
  group: "g",
  alias: "a",
};

/** The paths that Segment's and RudderStack's clients share. */
export const SEGMENT_ROUTES: readonly DialectRoute[] = [
  SEGMENT_SETTINGS,
  {
    method: "POST",
    paths: ["/v1/batch", "/v1/b", "/v1/import", "/beacon/v1/batch"],
    handle: ingestMessages(),
  },
  ...Object.entries(SINGLE).map(([type, letter]): DialectRoute => ({
    method: "POST",
    paths: [`/v1/${type}`, `/v1/${letter}`],
    handle: ingestMessages(type as ProductEventType),
  })),
];
