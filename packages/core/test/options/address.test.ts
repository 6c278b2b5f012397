import { isIPv6 } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addressKind, literalAddress } from "../../src/options/address.ts";

describe("literalAddress", () => {
  it("agrees with Node on what an IPv6 address is", () => {
    const piece = fc.stringMatching(/^[0-9a-g:.]{0,12}$/);
    fc.assert(
      fc.property(
        fc.oneof(
          fc.ipV6(),
          fc.tuple(piece, piece).map((parts) => parts.join(":")),
        ),
        (text) => {
          fc.pre(text.includes(":"));
          expect(literalAddress(text) !== undefined).toBe(isIPv6(text));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it.each(["example.com", "1.2.3", "1.2.3.4.5", "256.1.1.1", ":::", "1::2::3"])(
    "is no address: %s",
    (text) => {
      expect(literalAddress(text)).toBeUndefined();
    },
  );
});

describe("addressKind", () => {
  it.each([
    ["127.0.0.1", "loopback"],
    ["127.255.0.9", "loopback"],
    ["::1", "loopback"],
    ["::ffff:127.0.0.1", "loopback"],
    ["10.1.2.3", "private"],
    ["172.16.0.1", "private"],
    ["172.31.255.255", "private"],
    ["172.32.0.1", "public"],
    ["192.168.0.1", "private"],
    ["169.254.169.254", "private"],
    ["100.64.0.1", "private"],
    ["100.128.0.1", "public"],
    ["0.0.0.0", "private"],
    ["224.0.0.1", "private"],
    ["255.255.255.255", "private"],
    ["::", "private"],
    ["fe80::1", "private"],
    ["fc00::1", "private"],
    ["ff02::1", "private"],
    ["64:ff9b::10.0.0.1", "private"],
    ["::ffff:8.8.8.8", "public"],
    ["8.8.8.8", "public"],
    ["2606:4700::1111", "public"],
  ])("%s is %s", (text, kind) => {
    expect(addressKind(literalAddress(text)!)).toBe(kind);
  });
});
