/** What may stand between an @ and the last dot of an address, and what follows it. */
const DOMAIN = /[^\s@%/?#&]+\.\p{L}{2,}/uy;

/** As it is, in URLs and in HTML. */
const AT = /@|%40|&(?:#64|#x40|commat);/gi;

/**
 * Whether something like an e-mail address stands in a text, also encoded for a URL or HTML. Looks around each @ alone, so that the
 * time grows with the length of a text, however it was made.
 */
export function hasEmail(text: string): boolean {
  return findEmails(text).length > 0;
}

/** A text with each address replaced. */
export function redactEmails(text: string, replacement: string): string {
  let redacted = "";
  let position = 0;
  for (const { start, end } of findEmails(text)) {
    if (start > position) redacted += text.slice(position, start);
    redacted += replacement;
    position = end;
  }
  return redacted + text.slice(position);
}

function findEmails(text: string): { start: number; end: number }[] {
  if (!/[@%&]/.test(text)) return [];
  const found: { start: number; end: number }[] = [];
  let previousEnd = 0;
  for (const { 0: at, index } of text.matchAll(AT)) {
    DOMAIN.lastIndex = index + at.length;
    const domain = DOMAIN.exec(text)?.[0];
    if (domain === undefined) continue;
    const start = startOfUser(text, index, previousEnd);
    if (start === index) continue;
    previousEnd = index + at.length + domain.length;
    found.push({ start, end: previousEnd });
  }
  return found;
}

/** Back to the first space or @, at most to the address before. */
function startOfUser(text: string, at: number, first: number): number {
  let start = at;
  while (start > first && !/[\s@]/.test(text[start - 1]!)) start--;
  return start;
}
