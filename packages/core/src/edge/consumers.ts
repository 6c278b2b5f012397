import type { ConsumerSource } from "@peekjs/protocol";
import { credentialSubject } from "../consumer/credential.ts";
import type { Entry } from "./envelope.ts";

type Key = string | Uint8Array<ArrayBuffer>;

const MOST_REMEMBERED = 5_000;
/** Characters; who sends a longer one stays anonymous. */
const LONGEST_CREDENTIAL = 8_192;

/** Consumers by credential: `c_` and 22 characters of a keyed hash, which the platform computes asynchronously. */
export interface Consumers {
  /** Hashes what is not known yet. Never rejects. */
  learn(entries: readonly Entry[]): Promise<unknown>;
  /** How a row ends: with its consumer, if any; undefined when that is not known yet. */
  endOf(entry: Entry): string | undefined;
}

export function createConsumers(
  hashKey: string | undefined,
  apiKey: string | undefined,
): Consumers {
  const known = new Map<string, string>();
  // The salt in a peek key is the same in all of an installation's: ids agree across services and key rotation.
  let key: Key | undefined =
    hashKey ?? (apiKey ? /^peek_._\w{10}_(\w{22})/.exec(apiKey)?.[1] : "peek-development");

  async function learn(credential: string, source: ConsumerSource): Promise<void> {
    if (known.has(credential)) return;
    let end = "}";
    try {
      if (credential.length <= LONGEST_CREDENTIAL) {
        const subject = credentialSubject(credential, source);
        key ??= await hmac(apiKey!, "peek-consumer-v1");
        const digest = btoa(String.fromCharCode(...(await hmac(key, subject.text)))).slice(0, 22);
        const id = digest.replaceAll("+", "-").replaceAll("/", "_");
        end = `,"consumer":"c_${id}","consumerSource":"${subject.source}"}`;
      }
    } catch {
      // Anonymous.
    }
    known.set(credential, end);
  }

  return {
    learn(entries) {
      if (known.size > MOST_REMEMBERED) known.clear();
      known.set("", "}");
      const sources = new Map(entries.map(({ credential = "", source }) => [credential, source]));
      return Promise.all([...sources].map(([credential, source]) => learn(credential, source!)));
    },
    endOf: ({ credential = "" }) => known.get(credential),
  };
}

async function hmac(key: Key, text: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = (text: Key): Uint8Array<ArrayBuffer> =>
    typeof text === "string" ? new TextEncoder().encode(text) : text;
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const secret = await crypto.subtle.importKey("raw", bytes(key), algorithm, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", secret, bytes(text)));
}
