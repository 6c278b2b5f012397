import { parsePeekKey } from "@peekjs/protocol";
import type { ResolvedOptions } from "../options/resolve.ts";
import type { Platform } from "../platform.ts";

/**
 * The key under which credentials are hashed: the option, else the installation's salt inside a peek key (so that ids
 * agree across services and key rotation), else HMAC-SHA256(apiKey, "peek-consumer-v1") of a foreign key, else a fixed
 * one for development.
 */
export function consumerHashKey(
  { consumerHashKey: given, apiKey }: Pick<ResolvedOptions, "consumerHashKey" | "apiKey">,
  hmac: Platform["hmac"],
): string | Uint8Array {
  if (given !== undefined) return given;
  if (apiKey === undefined) return "peek-development";
  return apiKey.startsWith("peek_") ? parsePeekKey(apiKey).salt : hmac(apiKey, "peek-consumer-v1");
}
