/** A segment that may be a secret: long, or with an @. Decided first, because nearly no path has one. */
const SUSPECT = /[^/]{22}|@|%40/i;
const JWT = /^[\w-]{8,}\.[\w-]{8,}\.[\w-]*$/;
const EMAIL = /^[^/@]+(@|%40)[^/@]+\.[^/@]+$/i;
/** UUID, ObjectId and ULID: ids, and no secrets. */
const ID = /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{24}|[0-9A-HJKMNP-TV-Z]{26})$/i;
/** Digits and letters mixed, without a break for so long that it is no word, date or version. */
const RANDOM = /(?=[a-z]*\d)(?=\d*[a-z])[a-z\d]{22}/i;

/** Replaces path segments that look like secrets (JWTs, e-mail addresses, long random texts) by `[redacted]`. */
export function redactPath(path: string): string {
  if (!SUSPECT.test(path)) return path;
  return path
    .split("/")
    .map((segment) => (looksSecret(segment) ? "[redacted]" : segment))
    .join("/");
}

function looksSecret(segment: string): boolean {
  if (ID.test(segment)) return false;
  return JWT.test(segment) || EMAIL.test(segment) || RANDOM.test(segment);
}
