import { expect, it } from "vitest";
import { ipAddress } from "../../src/event/ip-address.ts";

it.each([
  ["192.0.2.1", "192.0.2.1"],
  ["192.0.2.1:443", "192.0.2.1"],
  ["192.0.2.1, 10.0.0.1", "192.0.2.1"],
  ["::ffff:192.0.2.1", "192.0.2.1"],
  ["2001:db8::1", "2001:db8::1"],
  ["[2001:db8::1]:443", "2001:db8::1"],
  ["999.0.0.1", undefined],
  ["2001:db8::1::2", undefined],
  ["unknown", undefined],
  ["", undefined],
  [undefined, undefined],
])("takes of %s: %s", (text, address) => {
  expect(ipAddress(text)).toBe(address);
});
