import type { Destination, PeekError } from "@peekjs/protocol";
import { optionError } from "./option-error.ts";

/** @throws {PeekError} `PEEK_E_OPTION` for what is no destination, and for two of one name */
export function checkDestinations(given: unknown = []): readonly Destination[] {
  if (!Array.isArray(given) || !given.every(isDestination)) {
    throw invalid("an array of destinations, such as [meta({ … })] with @peekjs/destinations");
  }
  const names = given.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return given;
  throw invalid(`of different names; two are called "${twice}". Give one a \`name\` of its own`);
}

function isDestination(value: unknown): value is Destination {
  const { name, connect } = (value ?? {}) as Partial<Destination>;
  return typeof name === "string" && typeof connect === "function";
}

function invalid(expected: string): PeekError {
  return optionError(`destinations must be ${expected}.`);
}
