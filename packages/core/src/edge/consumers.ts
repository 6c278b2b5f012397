import type { ConsumerSource } from "@peekjs/protocol";
import { credentialSubject } from "../consumer/credential.ts";
import type { Entry } from "./envelope.ts";

type Key = string | Uint8Array<ArrayBuffer>;

/** Of the longest, 16 million characters. */
const MOST_REMEMBERED = 2_000;
/** Characters; who sends a longer one stays anonymous. */
export const LONGEST_CREDENTIAL = 8_192;

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

  async function learn(credential: string, source: ConsumerSource): Promise<void> {
    if (known.has(credential)) return;
    let end = "}";
    try {
      const subject = credentialSubject(credential, source);
      key ??= await hmac(apiKey!, "peek-consumer-v1");
      const digest = btoa(String.fromCharCode(...(await hmac(key, subject.text)))).slice(0, 22);
      const id = digest.replaceAll("+", "-").replaceAll("/", "_");
      end = `,"consumer":"c_${id}","consumerSource":"${subject.source}"}`;
    } catch {
      // Anonymous.
    }
    known.set(credential, end);
  }

  return async (entries) => {
    if (known.size > MOST_REMEMBERED) known.clear();
    const sources = new Map(entries.map(({ credential, source }) => [credential, source]));
    await Promise.all([...sources].map(([credential, source]) => learn(credential, source!)));
    for (const entry of entries) {
      const end = known.get(entry.credential);
      // Another delivery may have come first, or have made room for others.
      if (end === undefined) continue;
      entry.json = entry.json.slice(0, -1) + end;
      entry.credential = "";
    }
  };
}

async function hmac(key: Key, text: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = (text: Key): Uint8Array<ArrayBuffer> =>
    typeof text === "string" ? new TextEncoder().encode(text) : text;
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const secret = await crypto.subtle.importKey("raw", bytes(key), algorithm, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", secret, bytes(text)));
}
