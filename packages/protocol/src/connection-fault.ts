/** Why a connection by TLS, or HTTP on it, did not come about. */
export type ConnectionFault =
  | "expired"
  | "not yet valid"
  | "other name"
  | "client certificate"
  | "unknown authority"
  | "no tls"
  | "no http";

/** By what the system or OpenSSL calls it; the first that matches. */
const FAULTS: readonly (readonly [RegExp, ConnectionFault])[] = [
  [/^CERT_HAS_EXPIRED/, "expired"],
  [/^CERT_NOT_YET_VALID/, "not yet valid"],
  [/ALTNAME/, "other name"],
  [
    /ALERT_(CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE|BAD_CERTIFICATE|UNKNOWN_CA)/,
    "client certificate",
  ],
  [/CERT|SELF_SIGNED|ISSUER|UNABLE_TO_VERIFY/, "unknown authority"],
  [/^(EPROTO|ERR_SSL|ERR_TLS|ERR_OSSL)/, "no tls"],
  [/^HPE_/, "no http"],
];

/** What an error's code means; undefined where it is another matter. */
export function connectionFault(code: string): ConnectionFault | undefined {
  return FAULTS.find(([codes]) => codes.test(code))?.[1];
}
