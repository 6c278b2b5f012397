import fc from "fast-check";
import { expect, test } from "vitest";
import { literalAddress } from "../../src/options/address.ts";
import { truncateAddress } from "../../src/privacy/truncate-address.ts";

test.each([
  ["203.0.113.77", "203.0.113.0"],
  ["::ffff:203.0.113.77", "203.0.113.0"],
  ["2001:db8:85a3:8d3:1319:8a2e:370:7348", "2001:db8:85a3::"],
  ["2001:db8::1", "2001:db8::"],
  ["2001:0:5::9", "2001:0:5::"],
  ["::1", "::"],
  ["fe80::1%eth0", "fe80::"],
  ["/tmp/app.sock", undefined],
  ["", undefined],
])("%s is reported as %s", (address, network) => {
  expect(truncateAddress(address)).toBe(network);
});

test("of any address the first 24 or 48 bits are left", () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
      const bytes = literalAddress(address)!;
      const kept = bytes.length === 4 ? 3 : 6;
      const mapped = address.startsWith("::ffff:") && address.includes(".");
      fc.pre(!mapped);
      const network = literalAddress(truncateAddress(address)!)!;
      expect(network).toEqual(bytes.map((byte, i) => (i < kept ? byte : 0)));
    }),
  );
});
