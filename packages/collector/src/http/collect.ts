/** A stream gave more than was asked for. */
export class TooManyBytes extends Error {
  override readonly name = "TooManyBytes";
}

/**
 * Reads a stream to its end, but no further than the limit.
 *
 * @throws {@link TooManyBytes} beyond the limit, at which point the stream is cancelled.
 */
export async function collect(
  stream: ReadableStream<Uint8Array>,
  limit: number,
): Promise<Uint8Array> {
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > limit) {
      const error = new TooManyBytes();
      reader.cancel(error).catch(() => {});
      throw error;
    }
    chunks.push(value);
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
