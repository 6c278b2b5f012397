import type { ConsumerSource } from "@peekjs/protocol";
import { credentialSubject } from "../consumer/credential.ts";

type Key = string | Uint8Array<ArrayBuffer>;

/** Who calls, by a credential; no id when the platform failed to hash it. */
export interface Consumer {
  consumer?: string;
  consumerSource?: ConsumerSource;
}

const MOST_REMEMBERED = 5_000;
/** Characters; who sends a longer one stays anonymous. */
const LONGEST_CREDENTIAL = 8_192;

/** Consumer ids by credential: `c_` and 22 characters of a keyed hash, which the platform computes asynchronously. */
export class Consumers {
  #key: Key | undefined;
  readonly #apiKey: string | undefined;
  readonly #known = new Map<string, Consumer>();

  constructor(hashKey: string | undefined, apiKey: string | undefined) {
    this.#key = hashKey ?? (apiKey === undefined ? "peek-development" : saltOf(apiKey));
    this.#apiKey = apiKey;
  }

  get(credential: string): Consumer | undefined {
    return this.#known.get(credential);
  }

  /** Hashes what is not known yet. */
  async learn(credentials: ReadonlyMap<string, ConsumerSource>): Promise<void> {
    if (this.#known.size > MOST_REMEMBERED) this.#known.clear();
    const learn = async ([credential, source]: [string, ConsumerSource]): Promise<void> => {
      let consumer: Consumer = {};
      try {
        if (credential.length <= LONGEST_CREDENTIAL) {
          const subject = credentialSubject(credential, source);
          this.#key ??= await hmac(this.#apiKey!, "peek-consumer-v1");
          const digest = await hmac(this.#key, subject.text);
          consumer = { consumer: `c_${base64Url(digest)}`, consumerSource: subject.source };
        }
      } catch {
        // Anonymous.
      }
      this.#known.set(credential, consumer);
    };
    await Promise.all([...credentials].map(learn));
  }
}

/** Of a peek key: the same in all keys of an installation, so that ids agree across services and key rotation. */
function saltOf(apiKey: string): string | undefined {
  return apiKey.startsWith("peek_") ? apiKey.split("_")[3] : undefined;
}

async function hmac(key: Key, text: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = (text: Key): Uint8Array<ArrayBuffer> =>
    typeof text === "string" ? new TextEncoder().encode(text) : text;
  const secret = await crypto.subtle.importKey(
    "raw",
    bytes(key),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  return new Uint8Array(await crypto.subtle.sign("HMAC", secret, bytes(text)));
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .slice(0, 22)
    .replaceAll("+", "-")
    .replaceAll("/", "_");
}
