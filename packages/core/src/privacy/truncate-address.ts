import { literalAddress } from "../options/address.ts";

const MOST_REMEMBERED = 1_000;

const known = new Map<string, string | undefined>();

/**
 * The network of a client: the first 24 bits of an IPv4 address, the first 48 of an IPv6 one, the others zero. Undefined
 * for what is no address.
 */
export function truncateAddress(address: string): string | undefined {
  const truncated = known.get(address);
  if (truncated !== undefined) return truncated;
  if (known.size >= MOST_REMEMBERED) known.clear();
  const network = networkOf(address);
  known.set(address, network);
  return network;
}

function networkOf(address: string): string | undefined {
  const bytes = literalAddress(unmapped(address));
  if (bytes === undefined) return undefined;
  if (bytes.length === 4) return `${bytes.slice(0, 3).join(".")}.0`;
  const groups = [0, 2, 4].map((i) => (bytes[i]! * 256 + bytes[i + 1]!).toString(16));
  return `${groups.join(":").replace(/(^|:)0(:0)*$/, "")}::`;
}

/** An IPv4 address as it is, where a socket for both kinds writes it as an IPv6 one. */
export function unmapped(address: string): string {
  return address.startsWith("::ffff:") && address.includes(".") ? address.slice(7) : address;
}
