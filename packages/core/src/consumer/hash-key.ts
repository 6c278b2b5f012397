import { parsePeekKey } from "@peekjs/protocol";
import type { ResolvedOptions } from "../options/resolve.ts";

/**
 * The key under which credentials are hashed: the option, else the installation's salt inside a peek key (so that ids
 * agree across services and key rotation), else the foreign apiKey, else a fixed one for development.
 */
export function consumerHashKey({
  consumerHashKey: given,
  apiKey,
}: Pick<ResolvedOptions, "consumerHashKey" | "apiKey">): string {
  if (given !== undefined) return given;
  if (apiKey === undefined) return "peek-development";
  return apiKey.startsWith("peek_") ? parsePeekKey(apiKey).salt : `${apiKey}\0peek-consumer-v1`;
}
