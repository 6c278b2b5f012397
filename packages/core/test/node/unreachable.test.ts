import { expect, it } from "vitest";
import { unreachable } from "../../src/node/unreachable.ts";

const REMOTE = new URL("https://peek.example.com/v1/ingest");

const failed = (code: string): Error => Object.assign(new Error("failed"), { code });

it.each([
  ["ENOTFOUND", "Is peek.example.com the right name?"],
  ["ECONNREFUSED", "Is the collector running, and the port open?"],
  ["CERT_HAS_EXPIRED", "has expired: renew it"],
  ["CERT_NOT_YET_VALID", "clock of this computer"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "for another name"],
  ["ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED", "tls.cert and tls.key"],
  ["ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE", "tls.cert and tls.key"],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "private authority"],
  ["SELF_SIGNED_CERT_IN_CHAIN", "private authority"],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "private authority"],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "private authority"],
  ["EPROTO", "begins with http://"],
  ["ERR_SSL_WRONG_VERSION_NUMBER", "begins with http://"],
  ["ERR_SSL_UNSUPPORTED_PROTOCOL", "TLS 1.2"],
  ["HPE_INVALID_CONSTANT", "does not speak HTTP"],
])("says of %s what to do: %s", (code, expected) => {
  const error = unreachable(REMOTE, failed(code));
  expect(error).toMatchObject({ code: "PEEK_E_UNREACHABLE" });
  expect(error.message).toContain(`(${code})`);
  expect(error.message).toContain(expected);
});

it("asks on this computer whether a collector runs, and looks into what several addresses failed with", () => {
  const url = new URL("http://localhost:7335");
  const both = new AggregateError([failed("ECONNREFUSED"), failed("ECONNREFUSED")]);
  expect(unreachable(url, both).message).toMatch(/\(ECONNREFUSED\).*"npx peekjs"/);
  expect(unreachable(REMOTE, new Error("closed")).message).toContain("(closed)");
});
