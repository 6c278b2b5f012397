import { hasExpired } from "@peekjs/collector";
import { maskKey } from "@peekjs/protocol";
import { CommandError } from "../command-error.ts";
import { EXIT_CODE } from "../exit-code.ts";
import { toEntry, type StoredKey } from "./stored-keys.ts";

/** How another vendor's key is registered. */
export interface Registration extends Pick<
  StoredKey,
  "dialect" | "service" | "environment" | "expiresAt"
> {
  /** Whether it takes the place of an earlier registration, also of one that is over. Default: false. */
  replace?: boolean | undefined;
}

/** The error when a key has a registration, which may be over. */
export function alreadyRegistered(key: string, earlier: StoredKey): CommandError {
  const end = endOf(earlier);
  const what = `registered as ${earlier.id}${end === undefined ? "" : `, and ${end}`}`;
  const why = end === undefined ? "register it anew" : "let it in again";
  return new CommandError(
    "PEEK_E_KEY_REGISTERED",
    `The key ${maskKey(key)} was ${what}. Add --replace to ${why}.`,
    EXIT_CODE.failure,
  );
}

function endOf(entry: StoredKey): string | undefined {
  if (entry.revoked === true) return "revoked";
  return hasExpired(toEntry(entry), Date.now()) ? "has expired" : undefined;
}
