import { parseTime } from "./event-time.ts";

/**
 * The items of a batch as texts by which it is known when it comes again. Absent where new ones could be taken for
 * them: when one does not say when it happened, or two are alike, as a loop makes them, and time does not go on from the
 * first to the last. Where it does, what comes next begins later, and so with another text.
 */
export function tellingTexts(items: readonly unknown[]): string[] | undefined {
  const times = items.map(timeOf);
  if (times.includes(undefined)) return undefined;
  const texts = items.map((item) => JSON.stringify(item));
  return new Set(texts).size === texts.length || goOn(times as string[]) ? texts : undefined;
}

/** Whether times never go back, and pass. */
function goOn(times: readonly string[]): boolean {
  const instants = times.map(parseTime);
  const neverGoBack = instants.every((time, index) => index === 0 || time >= instants[index - 1]!);
  return neverGoBack && instants.at(-1)! > instants[0]!;
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
