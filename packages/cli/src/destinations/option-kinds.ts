import type { DestinationOptions } from "@peekjs/destinations";

/**
 * What an option of a destination takes: a path is kept as an absolute one, a list is separated by commas, headers are
 * `Name: value` separated by semicolons, and an array names the only texts there are. What is secret is encrypted where it
 * rests; of a secret URL, which may carry a token in its path or query, the rest is shown.
 */
export type OptionKind =
  | "text"
  | "path"
  | "number"
  | "boolean"
  | "list"
  | "secret"
  | "secrets"
  | "secret headers"
  | "secret url"
  | readonly string[];

/** Functions of an app's own, and what the command or the collector decides. */
type Elsewhere =
  | "name"
  | "filter"
  | "consent"
  | "write"
  | "maxQueueEvents"
  | "maxQueueBytes"
  | "maxDeadLetters";

/** Every option of a destination, so that none is forgotten. */
export type OptionKinds<Options> = Record<Exclude<keyof Options, Elsewhere>, OptionKind>;

/** Of all destinations. */
export const COMMON_OPTIONS: OptionKinds<DestinationOptions> = {
  events: "list",
  services: "list",
  consentCategories: "list",
  flushInterval: "number",
  timeout: "number",
  retryDelay: "number",
  circuitFailures: "number",
  circuitCooldown: "number",
  requestsPerSecond: "number",
};

/** Whether a value is encrypted where it rests. */
export function isSealed(kind: OptionKind | undefined): boolean {
  return typeof kind === "string" && kind.startsWith("secret");
}

/** Whether a value is a secret in any case. */
export function isSecret(kind: OptionKind | undefined): boolean {
  return isSealed(kind) && kind !== "secret url";
}
