import type { ProductEvent, RequestRecord } from "@peekjs/protocol";

/** Tells what is a user's, as a store tells it. */
export interface UserMatcher {
  /** Whether a user with one of the ids made an event or request, or, where it names no user, such a device. */
  matches(record: ProductEvent | RequestRecord): boolean;
  /**
   * The same of what is queued in a destination's own form. Where it does not say whose it is, it is the user's if one of its
   * texts is an id of the user, or the SHA-256 of one.
   */
  matchesQueued(user: string | undefined, json: string): boolean;
}

/** Hexadecimal digits by which whatever is queued says whose it is. */
const MARK_LENGTH = 16;

export async function matchUser(ids: readonly string[]): Promise<UserMatcher> {
  const known = new Set(ids);
  const digests = await Promise.all(ids.map(sha256));
  const normalised = ids.flatMap((id) => [id.trim(), id.trim().toLowerCase()]);
  const texts = new Set([...ids, ...digests, ...(await Promise.all(normalised.map(sha256)))]);
  const marks = new Set(digests.map((digest) => digest.slice(0, MARK_LENGTH)));
  return {
    matches: (record) => known.has(ownerOf(record) ?? ""),
    matchesQueued: (user, json) => (user === undefined ? mentions(json, texts) : marks.has(user)),
  };
}

function ownerOf(record: ProductEvent | RequestRecord): string | undefined {
  return "type" in record ? (record.userId ?? record.anonymousId) : record.consumer;
}

function mentions(json: string, texts: ReadonlySet<string>): boolean {
  try {
    return holds(JSON.parse(json), texts);
  } catch {
    return false;
  }
}

function holds(value: unknown, texts: ReadonlySet<string>): boolean {
  if (typeof value === "string") return texts.has(value);
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some((member) => holds(member, texts));
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
