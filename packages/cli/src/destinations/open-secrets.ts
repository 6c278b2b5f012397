import type { StoredDestination } from "./destination-file.ts";
import { SecretBox } from "./secret-box.ts";
import { readSecretKey } from "./secret-key.ts";

/** What opens secrets, and whether its key rests beside them. */
export interface OpenedSecrets {
  box: SecretBox;
  isKeyBeside: boolean;
}

/**
 * What opens the secrets of destinations; undefined when they have none, so that no key is needed.
 *
 * @throws CommandError `PEEK_E_SECRET_KEY`
 */
export function openSecrets(
  stored: readonly StoredDestination[],
  dataDirectory: string,
  env: NodeJS.ProcessEnv,
): OpenedSecrets | undefined {
  if (stored.every(({ secrets }) => Object.keys(secrets).length === 0)) return undefined;
  const { bytes, isBeside } = readSecretKey(dataDirectory, env);
  return { box: new SecretBox(bytes), isKeyBeside: isBeside };
}
