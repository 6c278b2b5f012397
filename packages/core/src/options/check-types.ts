import { invalidOption } from "./option-error.ts";
import type { PeekOptions } from "./options.ts";

const TEXTS = ["consumerHashKey", "storagePath"] as const;
const FLAGS = [
  "gzip",
  "allowPrivateEndpoint",
  "flushOnExit",
  "debug",
  "disabled",
  "capturePath",
] as const;
const FUNCTIONS = ["onError", "ignore", "identifyConsumer"] as const;
const SIGNALS: readonly unknown[] = ["SIGTERM", "SIGINT"];

/**
 * Checks options of which only the type can be wrong. A text given for a flag would count as true, "false" included.
 *
 * @throws {PeekError} `PEEK_E_OPTION`
 */
export function checkTypes(options: { readonly [Name in keyof PeekOptions]?: unknown }): void {
  const check = (
    names: readonly (keyof PeekOptions)[],
    isValid: (value: unknown) => boolean,
    expected: string,
  ): void => {
    for (const name of names) {
      const value: unknown = options[name];
      if (value !== undefined && !isValid(value)) throw invalidOption(name, value, expected);
    }
  };
  check(TEXTS, (value) => typeof value === "string" && value !== "", "a text that is not empty");
  check(FLAGS, (value) => typeof value === "boolean", "true or false");
  check(FUNCTIONS, (value) => typeof value === "function", "a function");
  check(["clientAddress"], isAddressRule, 'true, false, "full" or a function');
  check(["shutdownSignals"], areSignals, 'an array of "SIGTERM" and "SIGINT"');
}

function isAddressRule(value: unknown): boolean {
  return value === "full" || typeof value === "boolean" || typeof value === "function";
}

function areSignals(value: unknown): boolean {
  return Array.isArray(value) && value.every((signal) => SIGNALS.includes(signal));
}
