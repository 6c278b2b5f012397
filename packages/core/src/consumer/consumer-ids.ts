import type { ConsumerSource } from "@peekjs/protocol";
import type { ObservedRequest } from "../observed-request.ts";
import { credentialSubject } from "./credential.ts";

type Key = string | Uint8Array;
type Hmac = (key: Key, text: string) => Uint8Array;

/** What is remembered of a credential. */
export interface KnownConsumer {
  readonly id: string;
  readonly source: ConsumerSource;
  /** The last UTC day on which it was counted among the consumers of that day. */
  countedOn: number;
}

/** Credentials remembered; beyond it the older half is forgotten and hashed again when seen. */
const MOST_REMEMBERED = 10_000;
/** Characters; who sends a longer one stays anonymous. */
const LONGEST_CREDENTIAL = 8_192;
/** Characters of all that are remembered; more than one group's. */
const MOST_CHARACTERS = 8 * 1024 * 1024;

/** Turns credentials into consumer ids: `c_` and 22 characters of a keyed hash. */
export class ConsumerIds {
  readonly #key: Key;
  readonly #hmac: Hmac;
  #recent = new Map<string, KnownConsumer>();
  #older = new Map<string, KnownConsumer>();
  #characters = 0;

  constructor(key: Key, hmac: Hmac) {
    this.#key = key;
    this.#hmac = hmac;
  }

  /** Replaces a record's credential by the consumer's id; undefined where there is none, or it is too long. */
  name(record: ObservedRequest): KnownConsumer | undefined {
    const { credential, consumerSource } = record;
    if (credential === undefined) return undefined;
    record.credential = undefined;
    if (credential.length > LONGEST_CREDENTIAL) {
      record.consumerSource = undefined;
      return undefined;
    }
    const known = this.#recall(credential) ?? this.#learn(credential, consumerSource ?? "api_key");
    record.consumer = known.id;
    record.consumerSource = known.source;
    return known;
  }

  #recall(credential: string): KnownConsumer | undefined {
    return this.#recent.get(credential) ?? this.#older.get(credential);
  }

  #learn(credential: string, header: ConsumerSource): KnownConsumer {
    const { text, source } = credentialSubject(credential, header);
    const digest = this.#hmac(this.#key, text);
    const known = { id: `c_${base64Url(digest).slice(0, 22)}`, source, countedOn: 0 };
    this.#characters += credential.length;
    if (this.#recent.size >= MOST_REMEMBERED / 2 || this.#characters >= MOST_CHARACTERS / 2) {
      this.#older = this.#recent;
      this.#recent = new Map();
      this.#characters = credential.length;
    }
    this.#recent.set(credential, known);
    return known;
  }
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
