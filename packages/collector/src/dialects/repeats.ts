/**
 * The items of a batch as texts by which it is known when it comes again. Absent where new ones could be taken for
 * them: when two of them are alike, as a loop makes them, or one does not say when it happened.
 */
export function distinctTexts(items: readonly unknown[]): string[] | undefined {
  const texts = items.map((item) => JSON.stringify(item));
  if (new Set(texts).size < texts.length) return undefined;
  return items.every(hasTime) ? texts : undefined;
}

function hasTime(item: unknown): boolean {
  if (typeof item !== "object" || item === null) return true;
  return typeof (item as { timestamp?: unknown }).timestamp === "string";
}

/** 128 bits of the SHA-256 of a text or of bytes, in hexadecimal. */
export async function digest(content: string | Uint8Array): Promise<string> {
  const whole = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const bytes = await crypto.subtle.digest("SHA-256", whole);
  const half = new Uint8Array(bytes, 0, 16);
  return Array.from(half, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
