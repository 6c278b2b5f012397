/**
 * Ids by which the events of a batch are recognised when they come again. Serla's clients give none, and put a batch
 * whose answer they missed in front of what follows, under another idempotency key: so what comes again comes with the
 * same event in front, at the same place, with the same time. Where the first events are alike to the millisecond,
 * new ones could be taken for them: there the first that differs tells, and without one there are no ids.
 */
export async function messageIds(items: readonly unknown[]): Promise<(string | undefined)[]> {
  const texts = items.map((item) => JSON.stringify(item));
  const [first] = texts;
  const other = texts.find((text) => text !== first);
  const isRepeated = texts.length > 1 && texts[1] === first;
  if (isRepeated && other === undefined) return texts.map(() => undefined);
  const begin = isRepeated ? `${first}${other}` : first;
  return Promise.all(texts.map((text, index) => digest(`${index}\n${begin}\n${text}`)));
}

async function digest(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  const hex = Array.from(new Uint8Array(bytes, 0, 16), (byte) =>
    byte.toString(16).padStart(2, "0"),
  );
  return `serla-${hex.join("")}`;
}
