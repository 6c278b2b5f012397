import { RESOURCE_LIMITS, type Sdk, truncate } from "@peekjs/protocol";
import type { KeyEntry } from "../../auth/key-registry.ts";
import type { IngestContext } from "../../context.ts";
import { nameResource, type NamedResource } from "../../ingest/name-resource.ts";
import { keyResource } from "../keep-events.ts";
import { type Attributes, readAttributes, textOf } from "./attributes.ts";

/** What reports: a service by its key where that is for one, else as its resource says; and its SDK. */
export function readResource(
  value: unknown,
  key: KeyEntry | undefined,
  collector: IngestContext,
): { resource: NamedResource; sdk: Sdk | undefined } {
  const attributes = readAttributes(value);
  const text = (limit: "service" | "serviceVersion" | "environment", ...names: string[]) => {
    const found = textOf(attributes, ...names);
    return found === undefined ? undefined : truncate(found, RESOURCE_LIMITS[limit]);
  };
  const environment =
    key?.environment ??
    text("environment", "deployment.environment.name", "deployment.environment") ??
    keyResource(key, collector).environment;
  const resource = nameResource({
    service: key?.service ?? text("service", "service.name"),
    serviceVersion: text("serviceVersion", "service.version"),
    environment,
  });
  return { resource, sdk: readSdk(attributes) };
}

/** `opentelemetry-nodejs 3.1.0` and the like. */
function readSdk(attributes: Attributes): Sdk | undefined {
  const name = textOf(attributes, "telemetry.sdk.name");
  if (name === undefined) return undefined;
  const language = textOf(attributes, "telemetry.sdk.language");
  const version = textOf(attributes, "telemetry.sdk.version") ?? "unknown";
  const full = language === undefined ? name : `${name}-${language}`;
  const cut = (text: string): string => truncate(text, RESOURCE_LIMITS.sdk);
  return { name: cut(full), version: cut(version) };
}
