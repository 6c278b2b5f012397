import { expect, it } from "vitest";
import { isPublicAddress } from "../../../src/destinations/node/public-address.ts";

it.each([
  "8.8.8.8",
  "151.101.1.140",
  "100.63.255.255",
  "172.32.0.1",
  "192.0.1.1",
  "2606:4700::6810:85e5",
  "2a00:1450:4001:80f::2003",
  "::ffff:8.8.8.8",
  "64:ff9b::808:808",
])("%s is of the internet", (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

it.each([
  "0.0.0.0",
  "10.1.2.3",
  "100.64.0.1",
  "100.127.255.255",
  "127.0.0.1",
  "169.254.169.254",
  "172.31.255.255",
  "192.168.1.1",
  "198.19.0.1",
  "224.0.0.1",
  "255.255.255.255",
  "::",
  "::1",
  "::ffff:127.0.0.1",
  "::ffff:a9fe:a9fe",
  "::127.0.0.1",
  "64:ff9b::a9fe:a9fe",
  "64:ff9b::1",
  "64:ff9b:1::a00:1",
  "fc00::1",
  "fd12:3456::1",
  "fe80::1",
  "fe80::1%eth0",
  "ff02::1",
  "2001:db8::1",
  "2002:7f00:1::",
  "localhost",
  "127.1",
  "2130706433",
  "",
])("%s is not", (address) => {
  expect(isPublicAddress(address)).toBe(false);
});
