import type { Destination } from "@peekjs/protocol";
import { CommandError } from "../command-error.ts";
import { EXIT_CODE } from "../exit-code.ts";
import { FILE_VERSION, type StoredDestination } from "./destination-file.ts";
import { isSealed } from "./option-kinds.ts";
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
    open(stored, option, sealed, box),
  ]);
  const { create } = typeOf(stored);
  return create({ ...options, ...Object.fromEntries(opened), ...over, name });
}

/** A destination as it rests: secrets apart, and encrypted for it alone. */
export function storeDestination(
  { name, type, allowPrivate }: Pick<StoredDestination, "name" | "type" | "allowPrivate">,
  options: Record<string, unknown>,
  box: SecretBox,
): StoredDestination {
  const { options: kinds } = DESTINATION_TYPES[type]!;
  const open = Object.entries(options).flatMap(([option, value]) => {
    const kind = kinds[option];
    if (!isSealed(kind)) return [[option, value]];
    return kind === "secret url" ? [[option, maskUrl(String(value))]] : [];
  });
  const stored = { name, type, options: Object.fromEntries(open), secrets: {}, allowPrivate };
  const secret = Object.entries(options).filter(([option]) => isSealed(kinds[option]));
  const sealed = secret.map(([option, value]) => [option, box.seal(value, place(stored, option))]);
  return { ...stored, secrets: Object.fromEntries(sealed) };
}

/** Where it leads, without what may be a secret. */
function maskUrl(text: string): string {
  if (!URL.canParse(text)) return "***";
  const { origin, pathname, search } = new URL(text);
  return pathname === "/" && search === "" ? origin : `${origin}/***`;
}

function typeOf({ name, type }: StoredDestination): DestinationType {
  if (Object.hasOwn(DESTINATION_TYPES, type)) return DESTINATION_TYPES[type]!;
  throw new CommandError(
    "PEEK_E_DESTINATION_FILE",
    `The destination "${name}" is of the type "${type}", which this peek does not know. Update peek, or remove it.`,
    EXIT_CODE.config,
  );
}

function open(
  stored: StoredDestination,
  option: string,
  sealed: string,
  box: SecretBox | undefined,
): unknown {
  try {
    return box?.open(sealed, place(stored, option));
  } catch (cause) {
    throw new CommandError(
      "PEEK_E_SECRET_KEY",
      `The secrets of the destination "${stored.name}" were encrypted with another key, or for another type or address. Give the key of then, or remove the destination and add it again.`,
      EXIT_CODE.config,
      { cause },
    );
  }
}

/** Who can write the file and has no key can move no secret to another place, nor have it sent to another address. */
function place({ name, type, options, allowPrivate }: StoredDestination, option: string): string {
  const address = options["url"] ?? options["endpoint"] ?? null;
  return JSON.stringify(["destination", FILE_VERSION, name, type, option, address, allowPrivate]);
}
