/** A segment that may be a secret: long, or with an @. Decided first, because nearly no path has one. */
const SUSPECT = /[^/]{24}|@|%40/i;
const JWT = /^[\w-]{8,}\.[\w-]{8,}\.[\w-]*$/;
const EMAIL = /^[^/@]+(@|%40)[^/@]+\.[^/@]+$/i;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const TOKEN = /^[\w~+=.-]{32,}$/;

/** Replaces path segments that look like secrets (JWTs, e-mail addresses, long random texts) by `[redacted]`. */
export function redactPath(path: string): string {
  if (!SUSPECT.test(path)) return path;
  return path
    .split("/")
    .map((segment) => (looksSecret(segment) ? "[redacted]" : segment))
    .join("/");
}

function looksSecret(segment: string): boolean {
  if (UUID.test(segment)) return false;
  return JWT.test(segment) || EMAIL.test(segment) || (TOKEN.test(segment) && looksRandom(segment));
}

/** Words and dates joined by hyphens are long too; random texts mix digits with letters. */
function looksRandom(segment: string): boolean {
  const digits = segment.replace(/\D/g, "").length;
  const letters = segment.replace(/[^a-z]/gi, "").length;
  return digits >= 4 && letters >= 4 && !/^[a-z]{2,}([-_.][a-z0-9]+){2,}$/i.test(segment);
}
