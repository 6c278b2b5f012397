import { PeekError } from "@peekjs/protocol";
import type { PeekOptions } from "./options.ts";

/** `process.env`, or the bindings of an edge runtime. */
export type Environment = Readonly<Record<string, string | undefined>>;

type Reader = (text: string, variable: string) => unknown;

/** Every variable with the option it sets; of two for one option the earlier wins. */
const VARIABLES: [variable: string, option: keyof PeekOptions, read: Reader][] = [
  ["PEEK_ENDPOINT", "endpoint", String],
  ["PEEK_API_KEY", "apiKey", String],
  ["PEEK_SERVICE", "service", String],
  ["OTEL_SERVICE_NAME", "service", String],
  ["PEEK_ENVIRONMENT", "environment", String],
  ["PEEK_FLUSH_INTERVAL", "flushInterval", number],
  ["PEEK_BATCH_SIZE", "batchSize", number],
  ["PEEK_MAX_BUFFER_SIZE", "maxBufferSize", number],
  ["PEEK_MAX_EVENT_BYTES", "maxEventBytes", number],
  ["PEEK_MAX_STORAGE_BYTES", "maxStorageBytes", number],
  ["PEEK_STORAGE_PATH", "storagePath", String],
  ["PEEK_DURABILITY", "durability", String],
  ["PEEK_MAX_RETRIES", "maxRetries", number],
  ["PEEK_TIMEOUT", "timeout", number],
  ["PEEK_GZIP", "gzip", flag],
  ["PEEK_CONSUMER_HASH_KEY", "consumerHashKey", String],
  ["PEEK_SAMPLE_RATE", "sampleRate", number],
  ["PEEK_ALLOW_PRIVATE_ENDPOINT", "allowPrivateEndpoint", flag],
  ["PEEK_FLUSH_ON_EXIT", "flushOnExit", flag],
  ["PEEK_DEBUG", "debug", flag],
  ["PEEK_DISABLED", "disabled", flag],
  ["OTEL_SDK_DISABLED", "disabled", flag],
];

/** Reads the options that the environment sets; an empty variable counts as absent. */
export function readEnvironment(environment: Environment): PeekOptions {
  const options: Record<string, unknown> = {};
  for (const [variable, option, read] of VARIABLES) {
    const text = environment[variable];
    if (typeof text === "string" && text.trim() !== "" && !(option in options)) {
      options[option] = read(text.trim(), variable);
    }
  }
  return options;
}

function number(text: string, variable: string): number {
  const value = Number(text.replaceAll("_", ""));
  if (Number.isFinite(value)) return value;
  throw new PeekError("PEEK_E_OPTION", `${variable} must be a number, got "${text}".`);
}

function flag(text: string, variable: string): boolean {
  const value = { 1: true, true: true, yes: true, 0: false, false: false, no: false }[
    text.toLowerCase()
  ];
  if (value !== undefined) return value;
  throw new PeekError("PEEK_E_OPTION", `${variable} must be true or false, got "${text}".`);
}
