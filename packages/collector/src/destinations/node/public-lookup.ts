import { lookup, type LookupAddress, type LookupOptions } from "node:dns";
import { PeekError } from "@peekjs/protocol";
import { isPublicAddress } from "./public-address.ts";

type LookupCallback = (
  error: NodeJS.ErrnoException | null,
  address: string | LookupAddress[],
  family?: number,
) => void;

/**
 * Resolves like `dns.lookup`, and fails unless every address is one of the internet. The connection goes to what was
 * checked: nothing resolves the name again.
 */
export function publicLookup(
  hostname: string,
  options: LookupOptions,
  callback: LookupCallback,
): void {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    const refused = addresses?.find(({ address }) => !isPublicAddress(address));
    const [first] = addresses ?? [];
    if (error !== null) callback(error, []);
    else if (refused !== undefined || first === undefined) {
      callback(privateAddress(hostname, refused?.address), []);
    } else if (options.all === true) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
}

/** The error for a name, or an address, that is not of the internet. */
export function privateAddress(hostname: string, address = hostname): PeekError {
  const where = address === hostname ? hostname : `${hostname} (${address})`;
  return new PeekError(
    "PEEK_E_DESTINATION_ADDRESS",
    `${where} is no address of the internet. If it is meant to be there, add the destination anew with --allow-private; in a program of yours, name it in allowPrivate.`,
  );
}
