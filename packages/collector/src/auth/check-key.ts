import { maskKey, parsePeekKey, PeekError } from "@peekjs/protocol";
import { HttpProblem } from "../http/problem.ts";
import { digestsEqual, hashKey } from "./hash-key.ts";
import { foreignKeyId, type KeyEntry, type KeyKind, type KeyRegistry } from "./key-registry.ts";

const KIND_NAMES: Record<KeyKind, string> = {
  w: "a write key",
  r: "a read key",
  a: "an admin key",
};

/**
 * The entry of a key that was sent.
 *
 * @throws {@link HttpProblem} 401 when it is missing, malformed, unknown or revoked, 403 when it is of another kind.
 */
export async function checkKey(
  text: string | undefined,
  kinds: readonly KeyKind[],
  keys: KeyRegistry | undefined,
): Promise<KeyEntry> {
  const needed = kinds.map((kind) => KIND_NAMES[kind]).join(" or ");
  if (text === undefined || text === "") {
    throw unauthorized(
      "PEEK_E_KEY_MISSING",
      `This needs ${needed}: send "Authorization: Bearer peek_…".`,
    );
  }
  const digest = await hashKey(text);
  const entry = (await keys?.find(foreignKeyId(digest))) ?? (await keys?.find(idOf(text)));
  if (entry === undefined || !digestsEqual(entry.digest, digest)) {
    throw unauthorized("PEEK_E_KEY_UNKNOWN", `The key ${maskKey(text)} is unknown here.`);
  }
  if (entry.revoked === true) {
    throw unauthorized("PEEK_E_KEY_REVOKED", `The key ${maskKey(text)} was revoked.`);
  }
  if (!kinds.includes(entry.kind)) {
    throw new HttpProblem(
      403,
      "PEEK_E_KEY_SCOPE",
      `${maskKey(text)} is ${KIND_NAMES[entry.kind]}. This needs ${needed}.`,
      { headers: { "www-authenticate": 'Bearer realm="peek", error="insufficient_scope"' } },
    );
  }
  return entry;
}

/** Whether a key that was let in may still do the same: it was neither revoked nor replaced since. */
export async function isStillValid(
  { id, kind, digest }: KeyEntry,
  keys: KeyRegistry | undefined,
): Promise<boolean> {
  const entry = await keys?.find(id);
  return entry?.kind === kind && digestsEqual(entry.digest, digest) && entry.revoked !== true;
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
