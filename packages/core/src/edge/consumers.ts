import { credentialSubject } from "../consumer/credential.ts";
import type { Entry } from "./envelope.ts";

type Key = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

const encoder = new TextEncoder();

/**
 * Replaces credentials by consumer ids, `c_` and 22 characters of a keyed hash, which platforms compute asynchronously.
 * Rejects when they cannot: then the records have no consumer.
 */
export type NameConsumers = (entries: readonly Entry[]) => Promise<void>;

export function createNameConsumers(
  hashKey: string | undefined,
  apiKey: string | undefined,
): NameConsumers {
  let key: Key | undefined;
  // The salt in a peek key is the same in all of an installation's: ids agree across services and key rotation.
  const salt =
    hashKey ?? (apiKey ? /^peek_._\w{10}_(\w{22})/.exec(apiKey)?.[1] : "peek-development");

  return async (entries) => {
    key ??= await importKey(
      salt
        ? encoder.encode(salt)
        : await sign(await importKey(encoder.encode(apiKey)), "peek-consumer-v1"),
    );
    /** By credential, how a row ends. */
    const endings = new Map<string, string>();
    for (const entry of entries) {
      const { credential } = entry;
      if (!credential) continue;
      let ending = endings.get(credential);
      if (!ending) {
        const { text, source } = credentialSubject(credential, entry.source!);
        const id = btoa(String.fromCharCode(...(await sign(key, text))))
          .slice(0, 22)
          .replaceAll("+", "-")
          .replaceAll("/", "_");
        ending = `,"consumer":"c_${id}","consumerSource":"${source}"}`;
        endings.set(credential, ending);
      }
      // Another delivery may have come first.
      if (entry.credential) entry.json = entry.json.slice(0, -1) + ending;
      entry.credential = "";
    }
  };
}

function importKey(secret: Uint8Array<ArrayBuffer>): Promise<Key> {
  return crypto.subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
}

async function sign(key: Key, text: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(text)));
}
