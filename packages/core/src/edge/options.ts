import { PeekError } from "@peekjs/protocol";
import type { Environment } from "../options/environment.ts";
import type { PeekOptions } from "../options/options.ts";
import { resolveEdgeEndpoint } from "./endpoint.ts";

const KEY = /^(peek_[wra]_\w{10}_\w{22}_\w{34}|(?!peek_) *[!-~][ -~]*)$/;
const YES = /^(true|1|yes)$/i;
const YES_OR_NO = /^(true|1|yes|false|0|no)$/i;

/** Options of a client that keeps nothing on disk, after the environment and the defaults were applied. */
export type EdgeOptions = ReturnType<typeof resolveEdgeOptions>;

/**
 * Applies the environment and the defaults to the given options.
 *
 * @throws {PeekError} `PEEK_E_OPTION`, `PEEK_E_KEY_FORMAT`, `PEEK_E_ENDPOINT` or `PEEK_E_PRIVATE_ENDPOINT`
 */
export function resolveEdgeOptions(given: PeekOptions, environment: Environment) {
  type Name = keyof PeekOptions;
  const read = (name: Name, otherVariable = ""): unknown =>
    given[name] ??
    (environment[`PEEK_${name.replace(/[A-Z]/g, "_$&").toUpperCase()}`]?.trim() ||
      environment[otherVariable]?.trim() ||
      undefined);
  const invalid = (name: Name, expected: string): PeekError =>
    new PeekError("PEEK_E_OPTION", `${name} must be ${expected}.`);

  const text = (name: Name, longest: number, otherVariable?: string): string | undefined => {
    const value = read(name, otherVariable);
    if (value === undefined) return undefined;
    if (typeof value === "string" && value !== "" && value.length <= longest) return value;
    throw invalid(name, `a text of 1 to ${longest} characters`);
  };
  const number = (name: Name, least: number, most: number, otherwise: number): number => {
    const value = read(name) ?? otherwise;
    const number = typeof value === "string" ? Number(value.replaceAll("_", "")) : value;
    const isWhole = Number.isInteger(number) || name === "sampleRate";
    if (isWhole && (number as number) >= least && (number as number) <= most) {
      return number as number;
    }
    throw invalid(name, `a number from ${least} to ${most}`);
  };
  const flag = (name: Name, otherVariable?: string): boolean | undefined => {
    const value = read(name, otherVariable) as string | boolean | undefined;
    if (value === undefined) return undefined;
    const text = `${value}`;
    if (YES_OR_NO.test(text)) return YES.test(text);
    throw invalid(name, "true or false");
  };

  const { onError, destinations } = given;
  if (destinations !== undefined) {
    throw invalid("destinations", "given to a client on Node, or to the collector");
  }
  if (onError !== undefined && typeof onError !== "function")
    throw invalid("onError", "a function");
  const apiKey = read("apiKey") as string | undefined;
  if (apiKey !== undefined && !KEY.test(apiKey)) {
    throw new PeekError("PEEK_E_KEY_FORMAT", "apiKey is malformed. Copy the whole key again.");
  }
  const stage = environment["NODE_ENV"];
  const named = text("environment", 64) ?? stage ?? "development";
  const isDevelopment = (stage ?? named) !== "production";
  const endpoint = read("endpoint");
  const isGuessed = endpoint === undefined && isDevelopment;
  const batchSize = number("batchSize", 1, 10_000, 1_000);
  return {
    /** Where envelopes are posted; undefined: the client does nothing. */
    url:
      endpoint === undefined && !isDevelopment
        ? undefined
        : resolveEdgeEndpoint(
            endpoint ?? "http://localhost:7335",
            flag("allowPrivateEndpoint") ?? false,
          ),
    /** Whether the endpoint is a guess, the collector of `npx peekjs` on this machine. */
    isGuessed,
    apiKey,
    consumerHashKey: text("consumerHashKey", 1_024),
    service: text("service", 128, "OTEL_SERVICE_NAME") ?? "app",
    environment: named,
    flushInterval: number("flushInterval", 50, 3_600_000, isDevelopment ? 250 : 5_000),
    batchSize,
    maxBufferSize: number("maxBufferSize", batchSize, 10_000_000, Math.max(10_000, batchSize)),
    maxEventBytes: number("maxEventBytes", 256, 4_194_304, 65_536),
    maxRetries: number("maxRetries", 0, 1_000, 5),
    timeout: number("timeout", 1, 3_600_000, 15_000),
    sampleRate: number("sampleRate", 0, 1, 1),
    flushOnExit: flag("flushOnExit") ?? true,
    debug: flag("debug") ?? false,
    disabled: flag("disabled", "OTEL_SDK_DISABLED") ?? stage === "test",
  };
}
