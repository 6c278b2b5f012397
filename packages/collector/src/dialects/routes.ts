import type { DialectRoute } from "./dialect-route.ts";
import { OTLP_ROUTES } from "./otlp/routes.ts";
import { PEEKAPI_ROUTES } from "./peekapi/routes.ts";
import { POSTHOG_ROUTES } from "./posthog/routes.ts";
import { RUDDERSTACK_ROUTES } from "./rudderstack/routes.ts";
import { SEGMENT_ROUTES } from "./segment/routes.ts";
import { SERLA_ROUTES } from "./serla/routes.ts";
import { UNISIGHTS_ROUTES } from "./unisights/ingest-payload.ts";

/** Every endpoint that another vendor's clients use. */
export const DIALECT_ROUTES: readonly DialectRoute[] = [
  ...PEEKAPI_ROUTES,
  ...OTLP_ROUTES,
  ...SEGMENT_ROUTES,
  ...RUDDERSTACK_ROUTES,
  ...POSTHOG_ROUTES,
  ...SERLA_ROUTES,
  ...UNISIGHTS_ROUTES,
];

/** Whether a path is that of a dialect's endpoint. A name after a colon stands for any one segment. */
export function isDialectPath(path: string): boolean {
  return LITERALS.has(path) || PATTERNS.some((pattern) => pattern.test(path));
}

const PATHS = DIALECT_ROUTES.flatMap(({ paths }) => paths);
const LITERALS: ReadonlySet<string> = new Set(PATHS);
const PATTERNS = PATHS.filter((path) => path.includes(":")).map(
  (path) => new RegExp(`^${path.replaceAll(/:\w+/g, "[^/]+")}$`),
);
