import type { Spool } from "../../delivery/spool.ts";
import type { ResolvedOptions } from "../../options/resolve.ts";

export function openSpool(_options: ResolvedOptions, _instance: string): Spool | undefined {
  return undefined;
}
