import { lookup, type LookupAddress, type LookupOptions } from "node:dns";
import { addressKind, literalAddress } from "../options/address.ts";
import { privateEndpoint } from "../options/endpoint.ts";

type LookupCallback = (
  error: NodeJS.ErrnoException | null,
  address: string | LookupAddress[],
  family?: number,
) => void;

/**
 * Resolves like `dns.lookup`, and fails when any of the addresses is not on the internet. The connection goes to the
 * address that was checked: nothing resolves the name a second time.
 */
export function checkedLookup(
  hostname: string,
  options: LookupOptions,
  callback: LookupCallback,
): void {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) {
      callback(error, []);
      return;
    }
    const refused = addresses.find(({ address }) => {
      const literal = literalAddress(address);
      return literal === undefined || addressKind(literal) !== "public";
    });
    if (refused !== undefined || addresses[0] === undefined) {
      callback(privateEndpoint(`${hostname} (${refused?.address ?? "no address"})`), []);
    } else if (options.all === true) callback(null, addresses);
    else callback(null, addresses[0].address, addresses[0].family);
  });
}
