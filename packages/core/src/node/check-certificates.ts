import { X509Certificate } from "node:crypto";
import { createSecureContext } from "node:tls";
import { PeekError } from "@peekjs/protocol";
import type { TlsOptions } from "../options/tls.ts";

/**
 * What OpenSSL would refuse at each connection is refused once.
 *
 * @throws {PeekError} `PEEK_E_OPTION`
 */
export function checkCertificates(tls: TlsOptions = {}): void {
  const { ca } = tls;
  const cert = pemOf(tls.cert);
  const key = pemOf(tls.key);
  for (const one of [ca ?? []].flat()) {
    // A connection would pass over it, and trust nobody.
    check("tls.ca is no certificate", () => new X509Certificate(one));
  }
  if (cert !== undefined) {
    check("tls.cert is no certificate", () => createSecureContext({ cert }));
  }
  if (key !== undefined) {
    check("tls.key is no private key without a passphrase", () => createSecureContext({ key }));
  }
  check("tls.key does not belong to tls.cert", () => createSecureContext({ cert, key }));
}

function pemOf(pem: TlsOptions["cert"]): string | Buffer | undefined {
  return pem instanceof Uint8Array ? Buffer.from(pem) : pem;
}

function check(problem: string, use: () => unknown): void {
  try {
    use();
  } catch (cause) {
    const { code = "", message } = cause as NodeJS.ErrnoException;
    // A runtime that cannot check is no fault of the options.
    if (!/^ERR_(OSSL|SSL)_/.test(code)) return;
    throw new PeekError(
      "PEEK_E_OPTION",
      `${problem} (${message}). Give what is in a PEM file that \`openssl\` reads too.`,
      { cause },
    );
  }
}
