import type { DialectRoute } from "../dialect-route.ts";
import { ingestPeekApi } from "./ingest-peekapi.ts";

export const PEEKAPI_ROUTES: readonly DialectRoute[] = [
  { method: "POST", paths: ["/v1/events"], handle: ingestPeekApi },
];
