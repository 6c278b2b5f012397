import { credentialSubject } from "../consumer/credential.ts";
import type { Entry } from "./envelope.ts";

type Key = string | Uint8Array<ArrayBuffer>;

/** Of the longest, 16 million characters. */
const MOST_REMEMBERED = 2_000;

/**
 * Replaces credentials by consumer ids, `c_` and 22 characters of a keyed hash, which the platform computes
 * asynchronously. Never rejects.
 */
export type NameConsumers = (entries: readonly Entry[]) => Promise<void>;

export function createNameConsumers(
  hashKey: string | undefined,
  apiKey: string | undefined,
): NameConsumers {
  /** By credential, how a row ends. */
  const known = new Map<string, string>();
  // The salt in a peek key is the same in all of an installation's: ids agree across services and key rotation.
  let key: Key | undefined =
    hashKey ?? (apiKey ? /^peek_._\w{10}_(\w{22})/.exec(apiKey)?.[1] : "peek-development");

  async function endingOf({ credential, source }: Entry): Promise<string> {
    try {
      const subject = credentialSubject(credential, source!);
      key ??= await hmac(apiKey!, "peek-consumer-v1");
      const id = btoa(String.fromCharCode(...(await hmac(key, subject.text))))
        .slice(0, 22)
        .replaceAll("+", "-")
        .replaceAll("/", "_");
      return `,"consumer":"c_${id}","consumerSource":"${subject.source}"}`;
    } catch {
      return "}"; // Anonymous.
    }
  }

  return async (entries) => {
    if (known.size > MOST_REMEMBERED) known.clear();
    for (const entry of entries) {
      const { credential } = entry;
      if (credential === "") continue;
      const ending = known.get(credential) ?? (await endingOf(entry));
      known.set(credential, ending);
      // Another delivery may have come first.
      if (entry.credential) entry.json = entry.json.slice(0, -1) + ending;
      entry.credential = "";
    }
  };
}

async function hmac(key: Key, text: string): Promise<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  const secret = await crypto.subtle.importKey(
    "raw",
    typeof key === "string" ? encoder.encode(key) : key,
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  return new Uint8Array(await crypto.subtle.sign("HMAC", secret, encoder.encode(text)));
}
