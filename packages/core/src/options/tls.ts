import { optionError } from "./option-error.ts";

/** Text, or the bytes of a file, in PEM. */
type Pem = string | Uint8Array;

/** For a collector behind a private certificate authority, or one that asks for a client's certificate. */
export interface TlsOptions {
  /** The authorities that are trusted, in the place of the well-known ones. */
  ca?: Pem | readonly Pem[] | undefined;
  cert?: Pem | undefined;
  key?: Pem | undefined;
}

const FIELDS = ["ca", "cert", "key"];

/**
 * Nothing else reaches the connection: neither what trusts whoever answers, nor what looks its address up elsewhere.
 *
 * @throws {PeekError} `PEEK_E_OPTION`
 */
export function checkTls(tls: unknown): void {
  if (tls === undefined) return;
  if (typeof tls !== "object" || tls === null || Array.isArray(tls)) {
    throw optionError("tls must be an object of ca, cert and key.");
  }
  for (const [name, value] of Object.entries(tls as Record<string, unknown>)) {
    if (value === undefined) continue;
    if (!FIELDS.includes(name)) {
      throw optionError(
        `tls takes ca, cert and key, not ${name}. To trust a private authority, give its certificate as ca.`,
      );
    }
    const parts: unknown[] = name === "ca" && Array.isArray(value) ? value : [value];
    if (parts.length === 0 || !parts.every(isPem)) {
      throw optionError(
        `tls.${name} must be in PEM, text or bytes: the content of a file, not its path.`,
      );
    }
  }
  if (isAlone(tls)) {
    throw optionError(
      "tls.cert and tls.key go together: a client shows its certificate with both.",
    );
  }
}

function isAlone({ cert, key }: TlsOptions): boolean {
  return (cert === undefined) !== (key === undefined);
}

function isPem(value: unknown): boolean {
  const text = value instanceof Uint8Array ? new TextDecoder().decode(value) : value;
  return typeof text === "string" && text.includes("-----BEGIN ");
}
