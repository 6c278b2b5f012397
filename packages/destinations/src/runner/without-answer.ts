/** What peek itself says of an answer; what the destination said follows behind a colon. */
const OWN_WORDS = /^answered \d{3}(?:, code [\w/]+)?(?: \([^():]*\))?(?=:)/;

/** A reason as logs may have it: an answer may repeat what was sent, and logs outlive a user's erasure. */
export function withoutAnswer(reason: string): string {
  return OWN_WORDS.exec(reason)?.[0] ?? reason;
}

/** The same where dead letters do not keep the answer, with the place where it is. */
export function withPlaceOfAnswer(reason: string): string {
  const words = withoutAnswer(reason);
  return words === reason ? reason : `${words} (lastFailure of stats() has the answer)`;
}
