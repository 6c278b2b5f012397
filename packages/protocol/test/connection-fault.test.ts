import { expect, it } from "vitest";
import { connectionFault } from "@peekjs/protocol/internal";

it.each([
  ["CERT_HAS_EXPIRED", "expired"],
  ["CERT_NOT_YET_VALID", "not yet valid"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "other name"],
  ["ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED", "client certificate"],
  ["ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE", "client certificate"],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "unknown authority"],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "unknown authority"],
  ["EPROTO", "no tls"],
  ["ERR_SSL_WRONG_VERSION_NUMBER", "no tls"],
  ["HPE_INVALID_CONSTANT", "no http"],
])("tells what %s is: %s", (code, fault) => {
  expect(connectionFault(code)).toBe(fault);
});

it.each(["ECONNREFUSED", "ENOTFOUND", "ENOSPC", ""])("leaves %j to others", (code) => {
  expect(connectionFault(code)).toBeUndefined();
});
