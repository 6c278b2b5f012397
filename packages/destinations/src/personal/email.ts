/** RFC 5321 §4.5.3.1.3. */
const LONGEST = 254;

/** Words with single dots between them (RFC 5322 §3.4.1), then a host of at least two labels. */
const EMAIL =
  /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[a-z0-9]+(?:-+[a-z0-9]+)*\.)+[a-z0-9]+(?:-+[a-z0-9]+)*$/;

/** Trimmed, in lower case. Undefined for what is no address. */
export function normaliseEmail(value: string): string | undefined {
  const email = value.trim().toLowerCase();
  return email.length <= LONGEST && EMAIL.test(email) ? email : undefined;
}

/**
 * As Google asks: also without spaces, and for its own mail without dots in front of the @.
 *
 * @see https://developers.google.com/analytics/devguides/collection/ga4/uid-data
 */
export function normaliseGoogleEmail(value: string): string | undefined {
  const email = normaliseEmail(value.replaceAll(/\s/g, ""));
  const [local, domain] = email?.split("@") ?? [];
  if (domain !== "gmail.com" && domain !== "googlemail.com") return email;
  return `${local!.replaceAll(".", "")}@${domain}`;
}

/**
 * As Reddit asks: the part in front of the @ cut at the first +, and without anything but letters and digits.
 *
 * @see https://business.reddithelp.com, Manual Advanced Matching
 */
export function normaliseRedditEmail(value: string): string | undefined {
  const [local, domain] = normaliseEmail(value)?.split("@") ?? [];
  const user = local?.split("+", 1)[0]!.replaceAll(/[^a-z0-9]/g, "");
  return user ? `${user}@${domain}` : undefined;
}
