import type { ConsumerSource } from "@peekjs/protocol";
import type { ObservedRequest } from "../observed-request.ts";
import { credentialSubject } from "./credential.ts";

type Key = string | Uint8Array;
type Hmac = (key: Key, text: string) => Uint8Array | Promise<Uint8Array>;

interface Known {
  /** Undefined when the platform failed to hash. */
  id: string | undefined;
  source: ConsumerSource;
}

/** Credentials remembered; beyond it the older half is forgotten and hashed again when seen. */
const MOST_REMEMBERED = 10_000;
/** Characters; who sends a longer one stays anonymous. */
const LONGEST_CREDENTIAL = 8_192;
/** Characters of all that are remembered; more than one group's. */
const MOST_CHARACTERS = 8 * 1024 * 1024;

/** Turns credentials into consumer ids: `c_` and 22 characters of a keyed hash. */
export class ConsumerIds {
  readonly #key: Key | Promise<Key>;
  readonly #hmac: Hmac;
  #recent = new Map<string, Known>();
  #older = new Map<string, Known>();
  #characters = 0;

  constructor(key: Key | Promise<Key>, hmac: Hmac) {
    this.#key = key;
    this.#hmac = hmac;
  }

  /**
   * Names records whose credential is known, and computes what {@link name} will need for the others; a promise where the
   * platform hashes asynchronously, undefined when nothing is left to compute.
   */
  prepare(records: readonly ObservedRequest[]): Promise<unknown> | undefined {
    const pending: Promise<unknown>[] = [];
    for (const record of records) {
      const { credential, consumerSource } = record;
      if (credential === undefined || credential.length > LONGEST_CREDENTIAL) continue;
      const known = this.#recall(credential);
      if (known !== undefined) {
        assign(record, known);
        continue;
      }
      const { text, source } = credentialSubject(credential, consumerSource ?? "api_key");
      const digest = this.#hash(text);
      if (digest instanceof Uint8Array) this.#remember(credential, digest, source);
      else {
        const remember = (bytes?: Uint8Array): void => this.#remember(credential, bytes, source);
        pending.push(digest.then(remember, () => remember()));
      }
    }
    return pending.length === 0 ? undefined : Promise.all(pending);
  }

  /** Replaces a record's credential by the consumer's id. */
  name(record: ObservedRequest): void {
    const { credential } = record;
    if (credential === undefined) return;
    assign(record, this.#recall(credential));
  }

  #hash(text: string): Uint8Array | Promise<Uint8Array> {
    return this.#key instanceof Promise
      ? this.#key.then((key) => this.#hmac(key, text))
      : this.#hmac(this.#key, text);
  }

  #recall(credential: string): Known | undefined {
    return this.#recent.get(credential) ?? this.#older.get(credential);
  }

  #remember(credential: string, digest: Uint8Array | undefined, source: ConsumerSource): void {
    this.#characters += credential.length;
    if (this.#recent.size >= MOST_REMEMBERED / 2 || this.#characters >= MOST_CHARACTERS / 2) {
      this.#older = this.#recent;
      this.#recent = new Map();
      this.#characters = credential.length;
    }
    const id = digest === undefined ? undefined : `c_${base64Url(digest).slice(0, 22)}`;
    this.#recent.set(credential, { id, source });
  }
}

/** The credential goes, whether there is an id for it or not. */
function assign(record: ObservedRequest, known: Known | undefined): void {
  record.credential = undefined;
  if (known?.id === undefined) return;
  record.consumer = known.id;
  record.consumerSource = known.source;
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
