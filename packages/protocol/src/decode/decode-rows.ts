import type { RejectedRecord } from "../envelope.ts";
import type { RequestColumns } from "../request-columns.ts";
import { clockSkew } from "./clock.ts";
import { readRows } from "./rows.ts";

/** How {@link decodeRows} reads times and numbers rejected rows. */
export interface DecodeRowsContext {
  /** The collector's clock when the rows arrived, milliseconds since 1970. */
  receivedAt: number;
  /** The client's clock when it sent; without it timestamps are not corrected. */
  sentAt?: number | undefined;
}

/**
 * Validates requests that came as an array of objects with the field names of a `RequestRecord`: the rows of the
 * native form, or another dialect's events after their names were mapped. A bad row is rejected alone, by its index.
 *
 * @example
 * ```ts
 * const { requests, rejected } = decodeRows(rows, { receivedAt: Date.now() });
 * ```
 */
export function decodeRows(
  rows: readonly unknown[],
  context: DecodeRowsContext,
): { requests: RequestColumns; rejected: RejectedRecord[] } {
  const { receivedAt, sentAt } = context;
  const clock = { receivedAt, clockSkewMs: clockSkew(receivedAt, sentAt) };
  const { requests, rejections } = readRows(rows, clock);
  const rejected = Array.from(rejections.byPosition, ([number, why]) => ({ number, ...why }));
  return { requests, rejected: rejected.sort((a, b) => a.number - b.number) };
}
