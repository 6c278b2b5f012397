import { maskKey, parsePeekKey, PeekError } from "@peekjs/protocol";
import type { IngestContext } from "../context.ts";
import { HttpProblem } from "../http/problem.ts";
import { describeExpiry, hasExpired } from "./expiry.ts";
import { digestsEqual, hashKey } from "./hash-key.ts";
import { foreignKeyId, type KeyEntry, type KeyKind } from "./key-registry.ts";
import { noteRefusal, noteUse } from "./note-use.ts";

const KIND_NAMES: Record<KeyKind, string> = {
  w: "a write key",
  r: "a read key",
  a: "an admin key",
};

/**
 * The entry of a key that was sent.
 *
 * @throws {@link HttpProblem} 401 when it is missing, malformed, unknown, revoked or expired, 403 when it is of another
 *   kind, 503 when keys cannot be looked up.
 */
export async function checkKey(
  text: string | undefined,
  kinds: readonly KeyKind[],
  collector: IngestContext,
): Promise<KeyEntry> {
  const needed = kinds.map((kind) => KIND_NAMES[kind]).join(" or ");
  if (text === undefined || text === "") {
    throw unauthorized(
      "PEEK_E_KEY_MISSING",
      `This needs ${needed}: send "Authorization: Bearer peek_…".`,
    );
  }
  const digest = await hashKey(text);
  const entry =
    (await find(foreignKeyId(digest), collector)) ?? (await find(idOf(text), collector));
  if (entry === undefined || !digestsEqual(entry.digest, digest)) {
    throw unauthorized("PEEK_E_KEY_UNKNOWN", `The key ${maskKey(text)} is unknown here.`);
  }
  if (entry.revoked === true) {
    noteRefusal(entry, "revoked", collector);
    throw unauthorized("PEEK_E_KEY_REVOKED", `The key ${maskKey(text)} was revoked.`);
  }
  if (hasExpired(entry, collector.clock())) {
    noteRefusal(entry, "expired", collector);
    const renewal =
      entry.id === foreignKeyId(digest)
        ? '"peek keys register --replace"'
        : `"peek keys create", or "peek keys rotate ${entry.id}" for one like it`;
    throw unauthorized(
      "PEEK_E_KEY_EXPIRED",
      `The key ${maskKey(text)} ${describeExpiry(entry)}. To go on: ${renewal}.`,
    );
  }
  if (!kinds.includes(entry.kind)) {
    throw new HttpProblem(
      403,
      "PEEK_E_KEY_SCOPE",
      `${maskKey(text)} is ${KIND_NAMES[entry.kind]}. This needs ${needed}.`,
      { headers: { "www-authenticate": 'Bearer realm="peek", error="insufficient_scope"' } },
    );
  }
  noteUse(entry, collector);
  return entry;
}

/** Whether a key that was let in may still do the same: it was neither revoked nor replaced since, nor has it expired. */
export async function isStillValid(
  { id, kind, digest }: KeyEntry,
  collector: IngestContext,
): Promise<boolean> {
  const entry = await collector.options.keys?.find(id);
  if (entry?.kind !== kind || !digestsEqual(entry.digest, digest)) return false;
  if (entry.revoked === true || hasExpired(entry, collector.clock())) return false;
  noteUse(entry, collector);
  return true;
}

/** Of a key that could not be looked up, nobody can say that it is wrong: whoever sent it is to come again. */
async function find(id: string, { options }: IngestContext): Promise<KeyEntry | undefined> {
  try {
    return await options.keys?.find(id);
  } catch (cause) {
    const detail = "Keys cannot be looked up at the moment. The collector's log says why.";
    throw new HttpProblem(503, "PEEK_E_KEY_LOOKUP", detail, {
      headers: { "retry-after": "5" },
      cause,
    });
  }
}

function idOf(text: string): string {
  try {
    return parsePeekKey(text).id;
  } catch (error) {
    if (!(error instanceof PeekError)) throw error;
    const detail = `"${maskKey(text)}" is neither a peek key (${error.message}) nor another vendor's that was registered here. Register one with "peek keys register".`;
    throw unauthorized("PEEK_E_KEY_FORMAT", detail);
  }
}

function unauthorized(code: string, detail: string): HttpProblem {
  return new HttpProblem(401, code, detail, {
    headers: { "www-authenticate": 'Bearer realm="peek"' },
  });
}
