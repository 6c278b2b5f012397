import { parseTime } from "./event-time.ts";

/**
 * Of each beginning of a batch, that of the first `n` items at `n - 1`, whether it is known by its content when it comes
 * again, so that no new items can be taken for it: each says when it happened, and either no two are alike, or time goes on
 * from the first to the last. Else one loop may make the same again within its millisecond; where time goes on, what
 * comes next begins later, and so with another text.
 */
export function tellingBeginnings(items: readonly unknown[], texts: readonly string[]): boolean[] {
  const different = new Set<string>();
  let isTimed = true;
  let neverGoesBack = true;
  let first = Number.NaN;
  let last = Number.NaN;
  return items.map((item, index) => {
    const given = timeOf(item);
    const time = parseTime(given);
    isTimed &&= given !== undefined;
    if (index === 0) first = time;
    else neverGoesBack &&= time >= last;
    last = time;
    different.add(texts[index]!);
    return isTimed && (different.size === index + 1 || (neverGoesBack && last > first));
  });
}

/** The items of a batch as texts by which it is known when it comes again; absent where they do not tell. */
export function tellingTexts(items: readonly unknown[]): string[] | undefined {
  const texts = items.map((item) => JSON.stringify(item));
  return tellingBeginnings(items, texts).at(-1) === false ? undefined : texts;
}

/** When an item says that it happened; what is no object is none to keep. */
function timeOf(item: unknown): string | undefined {
  if (typeof item !== "object" || item === null) return "";
  const { timestamp } = item as { timestamp?: unknown };
  return typeof timestamp === "string" ? timestamp : undefined;
}

/** 128 bits of the SHA-256 of a text or of bytes, in hexadecimal. */
export async function digest(content: string | Uint8Array): Promise<string> {
  const whole = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const bytes = await crypto.subtle.digest("SHA-256", whole);
  const half = new Uint8Array(bytes, 0, 16);
  return Array.from(half, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
