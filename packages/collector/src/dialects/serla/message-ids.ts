import { digest, tellingTexts } from "../repeats.ts";

/**
 * Ids by which the events of a batch are recognised when they come again; none where that would be a guess. Serla's
 * clients give none, and put a batch whose answer they missed in front of what follows, under another idempotency key:
 * so what comes again stands behind the same first event, at the same place.
 */
export async function messageIds(items: readonly unknown[]): Promise<string[]> {
  const texts = tellingTexts(items) ?? [];
  const first = await digest(texts[0] ?? "");
  const ids: string[] = [];
  // One after the other: copies of all texts at a time would be many times the body.
  for (const [index, text] of texts.entries()) {
    ids.push(`serla-${await digest(`${index}\n${first}\n${text}`)}`);
  }
  return ids;
}
