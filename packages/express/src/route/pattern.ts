/** A path as Express takes it: one of an array, once matched. */
export type Pattern = string | RegExp;

/** The template of a pattern under a prefix; a regular expression shows its source. */
export function join(prefix: string, pattern: Pattern): string {
  const path = typeof pattern === "string" ? pattern : String(pattern);
  const template = `${prefix}${path.startsWith("/") ? "" : "/"}${path}`;
  return template.length > 1 && template.endsWith("/") && typeof pattern === "string"
    ? template.replace(/\/+$/, "") || "/"
    : template;
}

const IS_PATTERN = /[:*({?+]/;

/** Whether a prefix's template describes the beginning of a concrete path. Case is the router's business. */
export function covers(template: string, path: string): boolean {
  if (template === "") return true;
  const expected = template.split("/");
  const given = path.split("/");
  return expected.every((segment, i) => {
    const actual = given[i];
    if (actual === undefined) return false;
    return (
      IS_PATTERN.test(segment) || isAlike(segment, actual) || isAlike(segment, safeDecode(actual))
    );
  });
}

/**
 * Matches most of the paths that a prefix's template {@link covers}, and no other: not those in which a fixed segment is
 * escaped. Takes a tenth of the time.
 */
export function prefixExpression(template: string): RegExp {
  const segments = template
    .split("/")
    .map((segment) =>
      IS_PATTERN.test(segment) ? "[^/]*" : segment.replace(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`),
    );
  return new RegExp(`^${segments.join("/")}(?:/|$)`, "i");
}

function isAlike(segment: string, actual: string): boolean {
  return segment.toLowerCase() === actual.toLowerCase();
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
