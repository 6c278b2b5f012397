import { crc32 } from "@peekjs/protocol";
import { digest } from "../repeats.ts";

/**
 * What a batch is known by when it comes again, alone or with newer events behind it: a key for each of its
 * beginnings, that of the first `n` events at `n - 1`. PeekAPI's clients number nothing, and put a batch whose answer
 * they missed in front of what follows. Absent where an event does not say when it happened: new ones could be taken
 * for it.
 */
export async function beginnings(
  scope: string,
  events: readonly unknown[],
): Promise<string[] | undefined> {
  if (events.length === 0 || !events.every(hasTime)) return undefined;
  const texts = events.map((event) => JSON.stringify(event));
  const first = await digest(texts[0]!);
  const encoder = new TextEncoder();
  let checksum = 0;
  return texts.map((text, index) => {
    checksum = crc32(encoder.encode(`${checksum} ${text}`));
    return `peekapi ${scope} ${first} ${index + 1} ${checksum}`;
  });
}

function hasTime(event: unknown): boolean {
  if (typeof event !== "object" || event === null) return true;
  return typeof (event as { timestamp?: unknown }).timestamp === "string";
}
