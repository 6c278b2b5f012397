import { generateKeyPairSync } from "node:crypto";
import { createPeek, type PeekOptions } from "@peekjs/core";
import { expect, it } from "vitest";

/** Of a key that nobody has. */
const CERTIFICATE = `
-----BEGIN CERTIFICATE-----
MIIBdTCCARugAwIBAgIUfmvg3w/VnqrjuGtZCJ19YVpoA3IwCgYIKoZIzj0EAwIw
DzENMAsGA1UEAwwEdGVzdDAgFw0yNjExMjIxNjI1NDdaGA8yMTI2MTAyOTE2MjU0
N1owDzENMAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABFJP
UPSial+/A9aiX1fB+jrAXGOUOShwS8DU7ZD2dmYk9ynsHMCg1W3S/fgtb1jhxL5R
ogc0FGxRmr7AjCuuRkijUzBRMB0GA1UdDgQWBBQIrsVG4NSnITpAHWb0i1+VnjqD
PjAfBgNVHSMEGDAWgBQIrsVG4NSnITpAHWb0i1+VnjqDPjAPBgNVHRMBAf8EBTAD
AQH/MAoGCCqGSM49BAMCA0gAMEUCIQDgyL/jKmYFHVBjhadlj2X0a4Ahxnlnm7P1
GfO2V7AbIAIgCZvkaVEdtqbeFQo/HbW2yqcqgLkFfF8VmIQlmKVIVOM=
-----END CERTIFICATE-----
`;
const GARBAGE = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
const KEY = generateKeyPairSync("ec", {
  namedCurve: "P-256",
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
}).privateKey;

const create = (tls: PeekOptions["tls"]) =>
  createPeek({ endpoint: "https://localhost:1", maxStorageBytes: 0, tls });

it.each([
  ["key does not belong to tls.cert", { cert: CERTIFICATE, key: KEY }],
  ["cert is no certificate", { cert: GARBAGE, key: KEY }],
  ["cert is no certificate", { cert: KEY, key: CERTIFICATE }],
  ["key is no private key", { cert: CERTIFICATE, key: CERTIFICATE }],
  ["ca is no certificate", { ca: GARBAGE }],
  ["ca is no certificate", { ca: [CERTIFICATE, KEY] }],
])("refuses at creation what no connection could be made with: tls.%s", (problem, tls) => {
  expect(() => create(tls)).toThrow(
    expect.objectContaining({
      code: "PEEK_E_OPTION",
      message: expect.stringContaining(`tls.${problem}`),
    }),
  );
});

it("takes the certificate of an authority, or several", async () => {
  for (const ca of [CERTIFICATE, [Buffer.from(CERTIFICATE), CERTIFICATE + CERTIFICATE]]) {
    await create({ ca }).shutdown({ timeout: 10 });
  }
});
