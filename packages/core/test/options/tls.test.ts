import { describe, expect, it } from "vitest";
import { checkTls } from "../../src/options/tls.ts";

const PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
const BYTES = new TextEncoder().encode(`a comment before it\n${PEM}`);

describe("tls", () => {
  it.each([
    undefined,
    {},
    { ca: PEM },
    { ca: [PEM, BYTES], cert: Buffer.from(PEM), key: PEM },
    { ca: PEM, cert: undefined, rejectUnauthorized: undefined },
  ])("takes %j", (tls) => {
    expect(() => checkTls(tls)).not.toThrow();
  });

  it.each([
    ["rejectUnauthorized", { rejectUnauthorized: false }],
    ["lookup", { ca: PEM, lookup: () => undefined }],
  ])("refuses %s, which would let another answer", (name, tls) => {
    expect(() => checkTls(tls)).toThrow(
      expect.objectContaining({
        code: "PEEK_E_OPTION",
        message: expect.stringContaining(`not ${name}.`),
      }),
    );
  });

  it.each([
    ["the path of a file", "ca", { ca: "/etc/ssl/ca.pem" }],
    ["one that is none among several", "ca", { ca: [PEM, "ca.pem"] }],
    ["none at all", "ca", { ca: [] }],
    ["bytes that are no PEM", "cert", { cert: new Uint8Array([0x30, 0x82]), key: PEM }],
    ["a number", "key", { key: 5 }],
    ["null", "key", { key: null }],
  ])("refuses %s for a certificate, naming tls.%s", (_, name, tls) => {
    expect(() => checkTls(tls)).toThrow(
      expect.objectContaining({
        code: "PEEK_E_OPTION",
        message: expect.stringContaining(`tls.${name} must`),
      }),
    );
  });

  it.each([{ cert: PEM }, { key: PEM, cert: undefined }])("refuses %j without the other", (tls) => {
    expect(() => checkTls(tls)).toThrow(
      expect.objectContaining({
        code: "PEEK_E_OPTION",
        message: expect.stringContaining("together"),
      }),
    );
  });

  it.each(["pem", null, ["pem"], 1])("refuses %j", (tls) => {
    expect(() => checkTls(tls)).toThrow(expect.objectContaining({ code: "PEEK_E_OPTION" }));
  });
});
