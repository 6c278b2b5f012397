import { PeekError, parsePeekKey, type Destination } from "@peekjs/protocol";
import { checkTypes } from "./check-types.ts";
import { checkDestinations } from "./destinations.ts";
import { readEnvironment, type Environment } from "./environment.ts";
import type { PeekOptions } from "./options.ts";
import { isNearby, resolveEndpoint } from "./endpoint.ts";
import { refuseOldNames } from "./old-names.ts";
import { invalidOption } from "./option-error.ts";
import { checkTls } from "./tls.ts";

/** Options after the environment and the defaults were applied, checked. */
export interface ResolvedOptions extends PeekOptions {
  /** Where envelopes are posted; undefined: to no collector. */
  url: URL | undefined;
  /** Whether the endpoint is a guess, the collector of `npx peekjs` on this machine. */
  guessedEndpoint: boolean;
  service: string;
  environment: string;
  flushInterval: number;
  batchSize: number;
  maxBufferSize: number;
  maxEventBytes: number;
  maxStorageBytes: number;
  durability: "memory" | "interval" | "event";
  maxRetries: number;
  timeout: number;
  gzip: boolean;
  sampleRate: number;
  destinations: readonly Destination[];
  disabled: boolean;
}

/** What a platform knows that no option says. */
export interface PlatformDefaults {
  service: string;
  /** URL of a collector that runs on this machine for development. */
  developmentEndpoint: string;
}

/**
 * Applies the environment and the defaults to the given options.
 *
 * @throws {PeekError} `PEEK_E_OPTION`, `PEEK_E_KEY_FORMAT` or `PEEK_E_ENDPOINT`, naming the option, what it got and
 * what it takes
 */
export function resolveOptions(
  given: PeekOptions,
  environment: Environment,
  defaults: PlatformDefaults,
): ResolvedOptions {
  const options = { ...readEnvironment(environment), ...withoutUndefined(given) };
  // Empty as many set it, it says nothing.
  const nodeEnvironment = environment["NODE_ENV"] || undefined;
  const stage = options.environment ?? nodeEnvironment ?? "development";
  const development = (nodeEnvironment ?? stage) !== "production";

  refuseOldNames(options);
  checkKey(options.apiKey);
  checkTypes(options);
  checkTls(options.tls);
  const destinations = checkDestinations(options.destinations);
  const guessedEndpoint =
    options.endpoint === undefined && development && destinations.length === 0;
  const endpoint = options.endpoint ?? (guessedEndpoint ? defaults.developmentEndpoint : undefined);
  const leastBuffer = whole("batchSize", options.batchSize ?? 1, 1, 10_000);
  const maxBufferSize = whole(
    "maxBufferSize",
    options.maxBufferSize ?? 10_000,
    leastBuffer,
    10_000_000,
  );
  const sampleRate = options.sampleRate ?? 1;
  if (typeof sampleRate !== "number" || !(sampleRate >= 0 && sampleRate <= 1))
    throw invalidOption("sampleRate", sampleRate, "0 … 1");
  const durability = options.durability ?? "interval";
  if (!["memory", "interval", "event"].includes(durability)) {
    throw invalidOption("durability", durability, '"memory", "interval" or "event"');
  }

  const { allowPrivateEndpoint } = options;
  const url = endpoint === undefined ? undefined : resolveEndpoint(endpoint, allowPrivateEndpoint);
  return {
    ...options,
    url,
    guessedEndpoint,
    service: text("service", options.service ?? defaults.service, 128),
    environment: text("environment", stage, 64),
    flushInterval: whole(
      "flushInterval",
      options.flushInterval ?? (development ? 250 : 5_000),
      50,
      3_600_000,
    ),
    batchSize: options.batchSize ?? defaultBatchSize(maxBufferSize),
    maxBufferSize,
    maxEventBytes: whole("maxEventBytes", options.maxEventBytes ?? 65_536, 256, 4_194_304),
    maxStorageBytes: whole("maxStorageBytes", options.maxStorageBytes ?? 67_108_864, 0, 2 ** 53),
    durability,
    maxRetries: whole("maxRetries", options.maxRetries ?? 5, 0, 1_000),
    timeout: whole("timeout", options.timeout ?? 15_000, 1, 3_600_000),
    gzip: options.gzip ?? (url !== undefined && !isNearby(url, allowPrivateEndpoint)),
    sampleRate,
    destinations,
    disabled: options.disabled ?? environment["NODE_ENV"] === "test",
  };
}

/** What comes while a batch is delivered finds room in the other half. */
function defaultBatchSize(maxBufferSize: number): number {
  return Math.min(1_000, Math.ceil(maxBufferSize / 2));
}

function checkKey(apiKey: string | undefined): void {
  if (apiKey === undefined) return;
  if (typeof apiKey !== "string" || apiKey.trim() === "" || /[^\x20-\x7e]/.test(apiKey)) {
    throw new PeekError(
      "PEEK_E_KEY_FORMAT",
      "apiKey is empty or holds characters that no header can carry. Copy it again, or leave it out for a collector on this machine.",
    );
  }
  if (apiKey.startsWith("peek_")) parsePeekKey(apiKey);
}

function whole(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw invalidOption(name, value, `a whole number from ${least} to ${most}`);
}

function text(name: string, value: string, longest: number): string {
  if (typeof value === "string" && value !== "" && value.length <= longest) return value;
  throw invalidOption(name, value, `a text of 1 to ${longest} characters`);
}

function withoutUndefined(options: PeekOptions): PeekOptions {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as PeekOptions;
}
