import { PeekError } from "@peekjs/protocol";
import type { PeekOptions } from "../options/options.ts";
import { resolveEdgeEndpoint } from "./endpoint.ts";
import type { EdgeEnvironment } from "./runtime.ts";

/** Options of a client that keeps nothing on disk, after the environment and the defaults were applied. */
export interface EdgeOptions {
  /** Where envelopes are posted; undefined: the client does nothing. */
  url: URL | undefined;
  /** Whether the endpoint is a guess, the collector of `npx peekjs` on this machine. */
  isGuessed: boolean;
  apiKey: string | undefined;
  consumerHashKey: string | undefined;
  service: string;
  environment: string;
  flushInterval: number;
  batchSize: number;
  maxBufferSize: number;
  maxEventBytes: number;
  maxRetries: number;
  timeout: number;
  sampleRate: number;
  flushOnExit: boolean;
  debug: boolean;
  disabled: boolean;
}

/** A peek key, whose checksum is left to the collector, or another text that a header can carry. */
const KEY = /^(peek_[wra]_\w{10}_\w{22}_\w{34}|(?!peek_) *[!-~][ -~]*)$/;
const FLAG = /^(true|1|yes|false|0|no)$/i;

/**
 * Applies the environment and the defaults to the given options.
 *
 * @throws {PeekError} `PEEK_E_OPTION`, `PEEK_E_KEY_FORMAT`, `PEEK_E_ENDPOINT` or `PEEK_E_PRIVATE_ENDPOINT`, naming the
 * option; what it takes would be too much code for an isolate, and is in the reference
 */
export function resolveEdgeOptions(given: PeekOptions, environment: EdgeEnvironment): EdgeOptions {
  type Name = keyof PeekOptions;
  /** An empty one counts as absent. */
  const variable = (name: string): string | undefined =>
    `${environment[name] ?? ""}`.trim() || undefined;
  const read = (name: Name, otherwise?: unknown): unknown =>
    given[name] ?? variable(`PEEK_${name.replace(/[A-Z]/g, "_$&").toUpperCase()}`) ?? otherwise;
  const check = (isValid: boolean, name: Name, code = "PEEK_E_OPTION"): void => {
    if (!isValid) throw new PeekError(code, `${name} is invalid or unsupported here.`);
  };
  const text = (name: Name, pattern: RegExp, code?: string): string | undefined => {
    const value = read(name);
    check(value === undefined || (typeof value === "string" && pattern.test(value)), name, code);
    return value as string | undefined;
  };
  const number = (name: Name, least: number, most: number, otherwise: number): number => {
    const value = Number(read(name, otherwise));
    check(value >= least && value <= most && !(value % 1 && most > 1), name);
    return value;
  };
  const flag = (name: Name, otherwise: boolean | string): boolean => {
    const value = read(name, otherwise) as string;
    check(FLAG.test(value), name);
    return /^[ty1]/i.test(value);
  };

  const stage = variable("NODE_ENV");
  const named = text("environment", /^.{1,64}$/) ?? stage ?? "development";
  const isDevelopment = (stage ?? named) !== "production";
  const endpoint = read("endpoint", isDevelopment ? "http://localhost:7335" : undefined);
  const allowPrivate = flag("allowPrivateEndpoint", false);
  const maxBufferSize = number("maxBufferSize", 1, 10_000_000, 10_000);
  const mostInBatch = Math.min(10_000, maxBufferSize);
  check(!given.destinations, "destinations");
  check(typeof (given.onError ?? check) === "function", "onError");
  return {
    url: endpoint === undefined ? undefined : resolveEdgeEndpoint(endpoint, allowPrivate),
    isGuessed: !read("endpoint"),
    apiKey: text("apiKey", KEY, "PEEK_E_KEY_FORMAT"),
    consumerHashKey: text("consumerHashKey", /./),
    service: text("service", /^.{1,128}$/) ?? variable("OTEL_SERVICE_NAME") ?? "app",
    environment: named,
    flushInterval: number("flushInterval", 50, 3_600_000, isDevelopment ? 250 : 5_000),
    batchSize: number("batchSize", 1, mostInBatch, Math.min(1_000, (mostInBatch + 1) >> 1)),
    maxBufferSize,
    maxEventBytes: number("maxEventBytes", 256, 4_194_304, 65_536),
    maxRetries: number("maxRetries", 0, 1_000, 5),
    timeout: number("timeout", 1, 3_600_000, 15_000),
    sampleRate: number("sampleRate", 0, 1, 1),
    flushOnExit: flag("flushOnExit", true),
    debug: flag("debug", false),
    disabled: flag("disabled", variable("OTEL_SDK_DISABLED") ?? stage === "test"),
  };
}
