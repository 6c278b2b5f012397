import type { Resource } from "@peekjs/protocol";

/** A resource whose service and environment are known, be it by their defaults. */
export type NamedResource = Resource & { service: string; environment: string };

/** OpenTelemetry's name for a service that does not tell its own. */
const UNKNOWN_SERVICE = "unknown_service";
const DEFAULT_ENVIRONMENT = "development";

export function nameResource(resource: Resource): NamedResource {
  return {
    ...resource,
    service: resource.service ?? UNKNOWN_SERVICE,
    environment: resource.environment ?? DEFAULT_ENVIRONMENT,
  };
}
