import { PeekError } from "@peekjs/protocol";
import { formatRequestId, parseRequestId } from "../request-id.ts";

/** The last request of a page: the next page begins behind it, whatever has been added since. */
export interface Cursor {
  timestamp: number;
  id: bigint;
}

export function formatCursor({ timestamp, id }: Cursor): string {
  return `${timestamp}.${formatRequestId(id)}`;
}

/** @throws PeekError `PEEK_E_CURSOR` for anything that {@link formatCursor} does not make. */
export function parseCursor(text: string): Cursor {
  const [time, id, ...rest] = text.split(".");
  const timestamp = time && /^\d{1,16}$/.test(time) ? Number(time) : undefined;
  const stored = id === undefined ? undefined : parseRequestId(id);
  if (timestamp === undefined || stored === undefined || rest.length > 0) {
    throw cursorError();
  }
  return { timestamp, id: stored };
}

export function cursorError(): PeekError {
  return new PeekError(
    "PEEK_E_CURSOR",
    "The cursor is not one that this server gave. Ask for the first page again, without a cursor.",
  );
}
