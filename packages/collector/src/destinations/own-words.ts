const OWN_WORDS =
  /^(?:answered \d{3}|gave no answer within \d+ ms|the event [\w ]+|cannot use its queue|failed|damaged)/;

/** What is peek's own in a reason; the rest may repeat what was sent, or what is in the other side's network. */
export function ownWords(reason: string): string | undefined {
  return OWN_WORDS.exec(reason)?.[0];
}
