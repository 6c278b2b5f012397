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
  it("is what it is on Node, for every IPv4 address", () => {
    const interesting = fc.constantFrom(0, 10, 100, 127, 169, 172, 192, 198, 223, 224, 254, 255);
    const byte = fc.oneof(interesting, fc.integer({ min: 0, max: 255 }));
    const address = fc.tuple(byte, byte, byte, byte).map((bytes) => bytes.join("."));
    const scheme = fc.constantFrom("http", "https");
    fc.assert(
      fc.property(address, scheme, fc.boolean(), (host, scheme, allowPrivate) => {
        const endpoint = `${scheme}://${host}:7335/x`;
        expect(outcome(resolveEdgeEndpoint, endpoint, allowPrivate)).toBe(
          outcome(resolveEndpoint, endpoint, allowPrivate),
        );
      }),
      { numRuns: 2_000 },
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
    "https://[2606:4700::1111]",
    "https://0x7f.1",
    "https://2130706433",
    "https://010.0.0.1",
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
