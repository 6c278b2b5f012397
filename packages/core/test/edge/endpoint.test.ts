import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { resolveEdgeEndpoint } from "../../src/edge/endpoint.ts";
import { resolveEndpoint } from "../../src/options/endpoint.ts";

type Resolve = (endpoint: string, allowPrivate: boolean) => URL;

/** The URL, or the code of the refusal. */
function outcome(resolve: Resolve, endpoint: string, allowPrivate = false): string {
  try {
    return resolve(endpoint, allowPrivate).href;
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe("an endpoint on the edge", () => {
  const byte = fc.integer({ min: 0, max: 255 });
  const ipv4 = fc.tuple(byte, byte, byte, byte).map((bytes) => bytes.join("."));
  const ipv6 = fc.ipV6().map((address) => `[${address}]`);
  const scheme = fc.constantFrom("http", "https");

  it("may be an address on this machine, or one that is allowed, as on Node", () => {
    const loopback = fc.tuple(byte, byte, byte).map((bytes) => `127.${bytes.join(".")}`);
    fc.assert(
      fc.property(fc.oneof(loopback, fc.constant("[::1]")), scheme, (host, scheme) => {
        const endpoint = `${scheme}://${host}:7335/x`;
        expect(outcome(resolveEdgeEndpoint, endpoint)).toBe(outcome(resolveEndpoint, endpoint));
      }),
    );
    fc.assert(
      fc.property(fc.oneof(ipv4, ipv6), scheme, (host, scheme) => {
        const endpoint = `${scheme}://${host}:7335/x`;
        expect(outcome(resolveEdgeEndpoint, endpoint, true)).toBe(
          outcome(resolveEndpoint, endpoint, true),
        );
      }),
    );
  });

  it("is no other address, public or private", () => {
    const elsewhere = fc.oneof(ipv4, ipv6).filter((host) => !/^127\.|^\[[0:]*1]$/.test(host));
    fc.assert(
      fc.property(elsewhere, scheme, (host, scheme) => {
        const endpoint = `${scheme}://${host}:7335/x`;
        expect(outcome(resolveEdgeEndpoint, endpoint)).toBe("PEEK_E_PRIVATE_ENDPOINT");
      }),
    );
  });

  it.each([
    "https://peek.example.com",
    "https://peek.example.com/",
    "https://peek.example.com/a?b=c",
    "https://10.example.com",
    "http://peek.example.com",
    "http://localhost:7335",
    "http://a.localhost",
    "https://user:secret@peek.example.com",
    "https://user@peek.example.com",
    "ftp://peek.example.com",
    "https://[::1]",
    "https://[::]",
    "https://[fd00::1]",
    "https://[fe80::1]",
    "https://[ff02::1]",
    "https://[::ffff:10.0.0.1]",
    "https://[64:ff9b::10.0.0.1]",
    "https://0x7f.1",
    "https://2130706433",
    "https://0300.0250.0.1",
    "peek.example.com",
    "",
  ])("is what it is on Node: %s", (endpoint) => {
    expect(outcome(resolveEdgeEndpoint, endpoint)).toBe(outcome(resolveEndpoint, endpoint));
  });

  it.each([undefined, null, 7, {}])("is refused when it is %s", (endpoint) => {
    expect(() => resolveEdgeEndpoint(endpoint, false)).toThrow(
      expect.objectContaining({ code: "PEEK_E_ENDPOINT" }),
    );
  });
});
