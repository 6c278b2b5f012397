/** A numeric address: 4 or 16 bytes. */
export type Address = number[];

/** Parses an IPv4 or IPv6 address, brackets and zone allowed; undefined for a name. URL has normalised odd IPv4 forms. */
export function literalAddress(text: string): Address | undefined {
  const bare = text.replace(/^\[|\]$/g, "").replace(/%.*$/, "");
  return bare.includes(":") ? parseIPv6(bare) : parseIPv4(bare);
}

/** Where an address leads: this machine, a network that is not the internet, or the internet. */
export function addressKind(address: Address): "loopback" | "private" | "public" {
  const mapped = embeddedIPv4(address);
  if (mapped !== undefined) return addressKind(mapped);
  if (address.length === 4) {
    if (address[0] === 127) return "loopback";
    return PRIVATE_IPV4.some((range) => within(address, range)) ? "private" : "public";
  }
  if (address.every((byte, index) => byte === (index === 15 ? 1 : 0))) return "loopback";
  return PRIVATE_IPV6.some((range) => within(address, range)) ? "private" : "public";
}

type Range = [prefix: number[], bits: number];

/** Not globally reachable, by the IANA special-purpose address registries (RFC 6890). */
const PRIVATE_IPV4: Range[] = [
  [[0], 8],
  [[10], 8],
  [[100, 64], 10],
  [[169, 254], 16],
  [[172, 16], 12],
  [[192, 0, 0], 24],
  [[192, 168], 16],
  [[198, 18], 15],
  [[224], 3],
];
const PRIVATE_IPV6: Range[] = [
  [new Array<number>(16).fill(0), 128],
  [[0xfc], 7],
  [[0xfe, 0x80], 10],
  [[0xff], 8],
];

function within(address: Address, [prefix, bits]: Range): boolean {
  for (let bit = 0; bit < bits; bit += 8) {
    const mask = 0xff00 >> Math.min(8, bits - bit);
    const index = bit / 8;
    if (((address[index] ?? 0) ^ (prefix[index] ?? 0)) & mask & 0xff) return false;
  }
  return true;
}

/** The IPv4 address inside ::ffff:a.b.c.d (mapped) and 64:ff9b::a.b.c.d (translated, RFC 6052). */
function embeddedIPv4(address: Address): Address | undefined {
  if (address.length !== 16) return undefined;
  const mapped = address.slice(0, 12).every((byte, i) => byte === (i >= 10 ? 0xff : 0));
  const translated = address
    .slice(0, 12)
    .every((byte, i) => byte === ([0, 0x64, 0xff, 0x9b][i] ?? 0));
  return mapped || translated ? address.slice(12) : undefined;
}

function parseIPv4(text: string): Address | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) {
    return undefined;
  }
  return parts.map(Number);
}

function parseIPv6(text: string): Address | undefined {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  if (dotted !== null) {
    const ipv4 = parseIPv4(dotted[2]!);
    if (ipv4 === undefined) return undefined;
    const [a, b, c, d] = ipv4 as [number, number, number, number];
    return parseIPv6(`${dotted[1]}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`);
  }
  const [head, tail, more] = text.split("::").map((side) => (side === "" ? [] : side.split(":")));
  if (head === undefined || more !== undefined) return undefined;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...new Array<string>(missing).fill("0"), ...(tail ?? [])];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return groups.flatMap((group) => [
    Number.parseInt(group, 16) >> 8,
    Number.parseInt(group, 16) & 255,
  ]);
}
