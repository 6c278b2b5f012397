import { PeekError } from "@peekjs/protocol";

/** For an option that cannot work. */
export function optionError(message: string): PeekError {
  return new PeekError("PEEK_E_OPTION", message);
}

/** Says what an option takes and what it got; of objects not what is in them, which may be secret. */
export function invalidOption(name: string, value: unknown, expected: string): PeekError {
  return optionError(`${name} must be ${expected}, got ${show(value)}.`);
}

function show(value: unknown): string {
  const isPlain = value === null || ["string", "number", "boolean"].includes(typeof value);
  return isPlain ? String(value) : typeof value;
}
