import type { Destination } from "@peekjs/protocol";
import { CommandError } from "../command-error.ts";
import { EXIT_CODE } from "../exit-code.ts";
import type { StoredDestination } from "./destination-file.ts";
import { isSecret } from "./option-kinds.ts";
import type { SecretBox } from "./secret-box.ts";
import { DESTINATION_TYPES, type DestinationType } from "./types.ts";

/** A destination of what rests, with the given options over its own. */
export function createDestination(
  stored: StoredDestination,
  box: SecretBox | undefined,
  over: Record<string, unknown> = {},
): Destination {
  const { name, options, secrets } = stored;
  const opened = Object.entries(secrets).map(([option, sealed]) => [
    option,
    open(name, option, sealed, box),
  ]);
  const { create } = typeOf(stored);
  return create({ ...options, ...Object.fromEntries(opened), ...over, name });
}

/** Options as they rest: secrets apart, and encrypted. */
export function storeOptions(
  name: string,
  type: string,
  options: Record<string, unknown>,
  box: SecretBox,
): Pick<StoredDestination, "options" | "secrets"> {
  const { options: kinds } = DESTINATION_TYPES[type]!;
  const open = Object.entries(options).filter(([option]) => !isSecret(kinds[option]));
  const secret = Object.entries(options).filter(([option]) => isSecret(kinds[option]));
  return {
    options: Object.fromEntries(open),
    secrets: Object.fromEntries(
      secret.map(([option, value]) => [option, box.seal(value, place(name, option))]),
    ),
  };
}

function typeOf({ name, type }: StoredDestination): DestinationType {
  if (Object.hasOwn(DESTINATION_TYPES, type)) return DESTINATION_TYPES[type]!;
  throw new CommandError(
    "PEEK_E_DESTINATION_FILE",
    `The destination "${name}" is of the type "${type}", which this peek does not know. Update peek, or remove it.`,
    EXIT_CODE.config,
  );
}

function open(name: string, option: string, sealed: string, box: SecretBox | undefined): unknown {
  try {
    return box?.open(sealed, place(name, option));
  } catch (cause) {
    throw new CommandError(
      "PEEK_E_SECRET_KEY",
      `The secrets of the destination "${name}" were encrypted with another key. Give the key of then, or remove the destination and add it again.`,
      EXIT_CODE.config,
      { cause },
    );
  }
}

function place(name: string, option: string): string {
  return JSON.stringify([name, option]);
}
