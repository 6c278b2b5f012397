import { cursorError } from "./cursor.ts";

/** The last session of a page: its value of the order, and what tells it apart. */
export interface SessionCursor {
  rank: number;
  key: [service: string, environment: string, id: string];
}

export function formatSessionCursor({ rank, key }: SessionCursor): string {
  return Buffer.from(JSON.stringify([rank, ...key])).toString("base64url");
}

/** @throws PeekError `PEEK_E_CURSOR` for anything that {@link formatSessionCursor} does not make. */
export function parseSessionCursor(text: string): SessionCursor {
  const [rank, ...key] = parse(text);
  const isKey = key.length === 3 && key.every((part) => typeof part === "string");
  if (typeof rank !== "number" || !isKey) throw cursorError();
  return { rank, key: key as SessionCursor["key"] };
}

function parse(text: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    if (Array.isArray(parsed)) return parsed;
  } catch {
    // Told below, as all that is no cursor.
  }
  throw cursorError();
}
