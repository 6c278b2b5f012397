/** Requests that one log entry can number. */
export const MAX_REQUESTS_PER_ENTRY = 65_536;

/** The id under which the `row`-th request of a log entry is known. */
export function requestId(sequence: number, row: number): string {
  return `${sequence.toString(36)}-${row.toString(36)}`;
}

/** The same id as it is stored: the sequence in the upper 48 bits, the row in the lower 16. */
export function parseRequestId(id: string): bigint | undefined {
  const match = /^([0-9a-z]{1,10})-([0-9a-z]{1,4})$/.exec(id);
  if (!match) return undefined;
  const [sequence, row] = [Number.parseInt(match[1]!, 36), Number.parseInt(match[2]!, 36)];
  if (sequence >= 2 ** 48 || row >= MAX_REQUESTS_PER_ENTRY) return undefined;
  return (BigInt(sequence) << 16n) | BigInt(row);
}

export function formatRequestId(stored: bigint): string {
  return requestId(Number(stored >> 16n), Number(stored & 0xffffn));
}
