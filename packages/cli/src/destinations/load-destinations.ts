import type { Destination } from "@peekjs/protocol";
import { DestinationFile } from "./destination-file.ts";
import { SecretBox } from "./secret-box.ts";
import { readSecretKey } from "./secret-key.ts";

/** What a collector is started with. */
export interface ConfiguredDestinations {
  destinations: Destination[];
  /** Names of those that may be at a private address. */
  allowPrivate: string[];
  /** Whether secrets rest beside the key that opens them. */
  isKeyBeside: boolean;
}

/**
 * The destinations of a data directory, ready to be connected.
 *
 * @throws CommandError `PEEK_E_DESTINATION_FILE`, `PEEK_E_SECRET_KEY`
 */
export async function loadDestinations(
  dataDirectory: string,
  env: NodeJS.ProcessEnv,
): Promise<ConfiguredDestinations> {
  const stored = new DestinationFile(dataDirectory).read();
  if (stored.length === 0) return { destinations: [], allowPrivate: [], isKeyBeside: false };
  // All of them take a while to load, and most collectors have none.
  const { createDestination } = await import("./configure.ts");
  const hasSecrets = stored.some(({ secrets }) => Object.keys(secrets).length > 0);
  const key = hasSecrets ? readSecretKey(dataDirectory, env) : undefined;
  const box = key && new SecretBox(key.bytes);
  return {
    destinations: stored.map((one) => createDestination(one, box)),
    allowPrivate: stored.flatMap(({ name, allowPrivate }) => (allowPrivate ? [name] : [])),
    isKeyBeside: key?.isBeside === true,
  };
}
