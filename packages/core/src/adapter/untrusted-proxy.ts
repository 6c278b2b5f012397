import { addressKind, literalAddress } from "../options/address.ts";
import type { MountOptions } from "../options/options.ts";
import { unmapped } from "../privacy/truncate-address.ts";
import type { Adapter } from "./adapter.ts";
import type { Ending } from "./ending.ts";

/** Watches for a proxy whose address is reported as the client's, because the app does not trust it. */
export class UntrustedProxy {
  readonly #fix: string;
  /** Nothing is to be said any more, or at all: the framework's address is not what is reported. */
  #isSettled: boolean;

  constructor(
    { clientAddress: rule }: MountOptions<never>,
    { trustProxy }: Pick<Adapter<never>, "trustProxy">,
  ) {
    this.#fix = trustProxy === undefined ? "" : `${trustProxy}, or `;
    this.#isSettled = rule === false || typeof rule === "function";
  }

  /** What is to be said, once, of the first request that came through such a proxy. */
  check({ forwarded, peer }: Pick<Ending<never>, "forwarded" | "peer">): string | undefined {
    if (forwarded === undefined || this.#isSettled) return undefined;
    const { address, header } = forwarded;
    if (address === undefined || address !== peer || !isNear(peer)) return undefined;
    if (header === undefined || !namesOthers(header, peer)) return undefined;
    this.#isSettled = true;
    return `Requests come through a proxy (${unmapped(peer)}) that the app does not trust: its address is reported as the client's. Use ${this.#fix}the clientAddress option of peek.`;
  }
}

/** Proxies of one's own are on the same machine or network. */
function isNear(peer: string): boolean {
  const address = literalAddress(peer);
  return address !== undefined && addressKind(address) !== "public";
}

/** Whether `X-Forwarded-For` names anybody but the proxy itself, as requests from its own machine do. */
function namesOthers(header: string, peer: string): boolean {
  const proxy = unmapped(peer);
  return header.split(",").some((part) => {
    const address = part.trim();
    return address !== "" && unmapped(address) !== proxy;
  });
}
