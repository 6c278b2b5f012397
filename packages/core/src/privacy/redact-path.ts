/** Characters of a segment from which on it may be a secret. */
const LONG = 22;
const SLASH = 0x2f;
const AT = 0x40;
const HASH = 0x23;
const PERCENT = 0x25;
/** ObjectId and ULID: ids, and no secrets. The hyphens of a UUID keep its runs short. */
const ID = /^([\da-f]{24}|[\dA-HJKMNP-TV-Z]{26})$/i;
/**
 * A JWT; or letters and digits, mixed and without a break for so long that it is no word, date or version. The look back
 * to where a run begins keeps the time linear.
 */
const SECRET =
  /^(?=.{22})[\w-]{8,}\.[\w-]{8,}\.[\w-]*$|(?<![a-z\d])(?=[a-z]*\d)(?=\d*[a-z])[a-z\d]{22}/i;

/**
 * Replaces path segments that look like secrets (JWTs, e-mail addresses, long random texts) by `[redacted]`, and cuts a
 * fragment, which belongs into no request. Takes time in proportion to the length: callers of the app choose the path.
 */
export function redactPath(path: string): string {
  return isSuspect(path) ? redactSegments(path.replace(/#.*/s, "")) : path;
}

/** The same of a path without a fragment, without the quick look that spares most paths the rest. */
export function redactSegments(path: string): string {
  return path.replace(/[^/]+/g, (segment) =>
    (SECRET.test(segment) || isEmail(segment)) && !ID.test(segment) ? "[redacted]" : segment,
  );
}

/** Whether a segment is long, or has an @, an escape or a #. Nearly no path has, so this alone must be quick. */
function isSuspect(path: string): boolean {
  let length = 0;
  for (let i = 0; i < path.length; i++) {
    const code = path.charCodeAt(i);
    if (code === SLASH) length = 0;
    else if (++length >= LONG || code === AT || code === PERCENT || code === HASH) return true;
  }
  return false;
}

function isEmail(segment: string): boolean {
  const at = segment.search(/@|%40/);
  return at > 0 && segment.lastIndexOf(".") > at + 1 && !segment.endsWith(".");
}
