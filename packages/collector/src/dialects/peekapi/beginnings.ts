import { crc32 } from "@peekjs/protocol";
import { digest, tellingBeginnings } from "../repeats.ts";

/**
 * What a batch is known by when it comes again, alone or with newer events behind it: keys of its beginnings, by how many
 * events these have. PeekAPI's clients number nothing, and put a batch whose answer they missed in front of what follows.
 * A beginning for which new events could be taken has none.
 */
export async function beginnings(
  scope: string,
  events: readonly unknown[],
): Promise<Map<number, string>> {
  const keys = new Map<number, string>();
  if (events.length === 0) return keys;
  const texts = events.map((event) => JSON.stringify(event));
  const isTelling = tellingBeginnings(events, texts);
  const first = await digest(texts[0]!);
  const encoder = new TextEncoder();
  let checksum = 0;
  for (const [index, text] of texts.entries()) {
    checksum = crc32(encoder.encode(`${checksum} ${text}`));
    const length = index + 1;
    if (isTelling[index]) keys.set(length, `peekapi ${scope} ${first} ${length} ${checksum}`);
  }
  return keys;
}
