/** Characters of a segment from which on it may be a secret. */
const LONG = 22;
const SLASH = 0x2f;
const AT = 0x40;
const PERCENT = 0x25;
const JWT = /^[\w-]{8,}\.[\w-]{8,}\.[\w-]*$/;
/** UUID, ObjectId and ULID: ids, and no secrets. */
const ID = /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{24}|[0-9A-HJKMNP-TV-Z]{26})$/i;
/** Letters and digits without a break for so long that, where they are mixed, it is no word, date or version. */
const LONG_RUN = /[a-z\d]{22,}/gi;

/**
 * Replaces path segments that look like secrets (JWTs, e-mail addresses, long random texts) by `[redacted]`. Takes
 * time in proportion to the length: callers of the app choose the path.
 */
export function redactPath(path: string): string {
  return isSuspect(path) ? redactSegments(path) : path;
}

/** The same without the quick look that spares most paths the rest. */
export function redactSegments(path: string): string {
  return path.replace(/[^/]+/g, (segment) => (looksSecret(segment) ? "[redacted]" : segment));
}

/** Whether a segment is long, or has an @ or an escape. Nearly no path has, so this alone must be quick. */
function isSuspect(path: string): boolean {
  let length = 0;
  for (let i = 0; i < path.length; i++) {
    const code = path.charCodeAt(i);
    if (code === SLASH) length = 0;
    else if (++length >= LONG || code === AT || code === PERCENT) return true;
  }
  return false;
}

function looksSecret(segment: string): boolean {
  if (ID.test(segment)) return false;
  return JWT.test(segment) || isEmail(segment) || isRandom(segment);
}

function isEmail(segment: string): boolean {
  const at = segment.search(/@|%40/);
  return at > 0 && segment.lastIndexOf(".") > at + 1 && !segment.endsWith(".");
}

function isRandom(segment: string): boolean {
  const runs = segment.match(LONG_RUN) ?? [];
  return runs.some((run) => /\d/.test(run) && /[a-z]/i.test(run));
}
