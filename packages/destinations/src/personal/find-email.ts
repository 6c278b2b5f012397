/** What may stand between an @ and the last dot of an address, and what follows it. */
const DOMAIN = /[^\s@%/?#&]+\.\p{L}{2,}/uy;

const AT = /@|%40/gi;

/**
 * Whether something like an e-mail address stands in a text, also URL-encoded. Looks around each @ alone, so that the
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
  if (!text.includes("@") && !text.includes("%40")) return [];
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
