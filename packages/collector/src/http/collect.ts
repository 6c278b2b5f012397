/** A stream gave more than was asked for. */
export class TooManyBytes extends Error {
  override readonly name = "TooManyBytes";
}

/** Too much is held at the same time. */
export class BudgetSpent extends Error {
  override readonly name = "BudgetSpent";
}

/**
 * Reads a stream to its end, but no further than the limit.
 *
 * @param take Takes bytes from what all bodies may have together; false when there are not as many.
 * @throws {@link TooManyBytes} beyond the limit, {@link BudgetSpent} beyond the budget; the stream is cancelled then.
 */
export async function collect(
  stream: ReadableStream<Uint8Array>,
  limit: number,
  take: (bytes: number) => boolean = () => true,
): Promise<Uint8Array> {
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (size + value.byteLength > limit) throw new TooManyBytes();
      if (!take(value.byteLength)) throw new BudgetSpent();
      size += value.byteLength;
      chunks.push(value);
    }
  } catch (error) {
    reader.cancel(error).catch(() => {});
    throw error;
  }
  return concatenate(chunks, size);
}

function concatenate(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const [first] = chunks;
  if (chunks.length === 1 && first !== undefined) return first;
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return whole;
}
