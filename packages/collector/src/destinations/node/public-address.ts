import { BlockList, isIP } from "node:net";

/** Not globally reachable, by the IANA special-purpose address registries (RFC 6890), or multicast. */
const BLOCKED: readonly [network: string, prefix: number][] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
];

/** Of IPv6, 2000::/3 alone is in use on the internet; these parts of it lead elsewhere. */
const BLOCKED_IPV6: readonly [network: string, prefix: number][] = [
  ["::", 3],
  ["2001::", 23],
  ["2001:db8::", 32],
  // 6to4: an IPv4 address, of whatever kind, in other clothes.
  ["2002::", 16],
  ["3fff::", 20],
  ["4000::", 2],
  ["8000::", 1],
];

// Two lists: one would hold IPv4 addresses against the networks of IPv6, as mapped ones.
const blocked = { ipv4: new BlockList(), ipv6: new BlockList() };
for (const [network, prefix] of BLOCKED) blocked.ipv4.addSubnet(network, prefix, "ipv4");
for (const [network, prefix] of BLOCKED_IPV6) blocked.ipv6.addSubnet(network, prefix, "ipv6");

/** IPv4 inside IPv6, in the form that URL gives: mapped, or translated on networks without IPv4 (RFC 6052). */
const EMBEDDED = /^\[(?:::ffff:|64:ff9b::)([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/;

/** Whether a numeric address is one of the internet. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !blocked.ipv4.check(address, "ipv4");
  const bare = address.replace(/%.*$/, "");
  if (isIP(bare) !== 6) return false;
  const embedded = EMBEDDED.exec(new URL(`http://[${bare}]`).hostname);
  if (embedded === null) return !blocked.ipv6.check(bare, "ipv6");
  const [high, low] = [embedded[1]!, embedded[2]!].map((group) => Number.parseInt(group, 16));
  return !blocked.ipv4.check([high! >> 8, high! & 255, low! >> 8, low! & 255].join("."), "ipv4");
}
