import type { ConsumerSource } from "@peekjs/protocol";
import { RecurringText } from "@peekjs/protocol/internal";
import type { ObservedRequest } from "../pipeline/observed-request.ts";
import { credentialSubject } from "./credential.ts";

type Key = string | Uint8Array;
type Hmac = (key: Key, text: string) => Uint8Array;

/** What is remembered of a credential; its text is the consumer's id. */
export class KnownConsumer extends RecurringText {
  readonly credential: string;
  readonly source: ConsumerSource;
  /** In which the credential stood: the same text means another holder in another header. */
  readonly header: ConsumerSource | undefined;
  /** The last UTC day on which it was counted among the consumers of that day. */
  countedOn = 0;

  constructor(credential: string, id: string, source: ConsumerSource, header?: ConsumerSource) {
    super(id);
    this.credential = credential;
    this.source = source;
    this.header = header;
  }
}

/** Credentials remembered; beyond it the older half is forgotten and hashed again when seen. */
const MOST_REMEMBERED = 10_000;
/** Characters; who sends a longer one stays anonymous. */
const LONGEST_CREDENTIAL = 8_192;
/** Characters of all that are remembered; more than one group's. */
const MOST_CHARACTERS = 8 * 1024 * 1024;
/** Those seen last, each in a slot of its own: a power of two. */
const SLOTS = 16_384;
/** Characters at the end of a credential that decide about its slot. */
const TELLING = 16;

/** In an empty slot: no credential is empty. */
const NOBODY = new KnownConsumer("", "", "api_key");

/** Turns credentials into consumer ids: `c_` and 22 characters of a keyed hash. */
export class ConsumerIds {
  readonly #key: Key;
  readonly #hmac: Hmac;
  #recent = new Map<string, KnownConsumer>();
  #older = new Map<string, KnownConsumer>();
  #characters = 0;
  #slots = emptySlots();

  constructor(key: Key, hmac: Hmac) {
    this.#key = key;
    this.#hmac = hmac;
  }

  /** Replaces a record's credential by the consumer's id; undefined where there is none, or it is too long. */
  name(record: ObservedRequest): KnownConsumer | undefined {
    return this.nameAll([record])[0];
  }

  /** The same of several records, which takes less than of one after the other. */
  nameAll(records: readonly ObservedRequest[]): readonly (KnownConsumer | undefined)[] {
    // In rounds, since each read is of memory that no cache holds, and those that do not follow from one another overlap.
    const slots = records.map(({ credential }) => slotOf(credential));
    const likely = slots.map((slot) => this.#slots[slot]!);
    const lengths = likely.map(({ credential }) => credential.length);
    return records.map((record, at) => {
      const known = record.credential?.length === lengths[at] ? likely[at]! : NOBODY;
      return this.#name(record, known, slots[at]!);
    });
  }

  #name(record: ObservedRequest, likely: KnownConsumer, slot: number): KnownConsumer | undefined {
    const { credential, consumerSource } = record;
    if (credential === undefined) return undefined;
    record.credential = undefined;
    if (credential.length > LONGEST_CREDENTIAL) {
      record.consumerSource = undefined;
      return undefined;
    }
    let known = likely;
    if (known.credential !== credential || known.header !== consumerSource) {
      known = this.#recall(credential, consumerSource) ?? this.#learn(credential, consumerSource);
      this.#slots[slot] = known;
    }
    record.consumer = known.text;
    record.consumerSource = known.source;
    return known;
  }

  #recall(credential: string, header: ConsumerSource | undefined): KnownConsumer | undefined {
    const known = this.#recent.get(credential) ?? this.#older.get(credential);
    return known?.header === header ? known : undefined;
  }

  #learn(credential: string, header: ConsumerSource | undefined): KnownConsumer {
    const { text, source } = credentialSubject(credential, header ?? "api_key");
    const digest = base64Url(this.#hmac(this.#key, text));
    // Joined: V8 keeps a longer sum as its two parts, which costs at every reading.
    const id = ["c_", digest.slice(0, 22)].join("");
    const known = new KnownConsumer(credential, id, source, header);
    this.#characters += credential.length;
    if (this.#recent.size >= MOST_REMEMBERED / 2 || this.#characters >= MOST_CHARACTERS / 2) {
      this.#older = this.#recent;
      this.#recent = new Map();
      this.#slots = emptySlots();
      this.#characters = credential.length;
    }
    this.#recent.set(credential, known);
    return known;
  }
}

/** Without holes, and of objects alone: V8 reads it faster. */
function emptySlots(): KnownConsumer[] {
  return Array.from({ length: SLOTS }, () => NOBODY);
}

/** Nearly always another slot for another credential. */
function slotOf(credential = ""): number {
  const { length } = credential;
  let hash = length;
  for (let i = Math.max(0, length - TELLING); i < length; i++) {
    hash = (Math.imul(hash, 31) + credential.charCodeAt(i)) | 0;
  }
  return (hash ^ (hash >>> 12)) & (SLOTS - 1);
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
