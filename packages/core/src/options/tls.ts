import { PeekError } from "@peekjs/protocol";

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
    throw new PeekError("PEEK_E_OPTION", "tls must be an object of ca, cert and key.");
  }
  const other = Object.entries(tls).find(
    ([name, value]) => value !== undefined && !FIELDS.includes(name),
  );
  if (other === undefined) return;
  throw new PeekError(
    "PEEK_E_OPTION",
    `tls takes ca, cert and key, not ${other[0]}. To trust a private authority, give its certificate as ca.`,
  );
}
