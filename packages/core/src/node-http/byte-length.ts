/** Looked up once: the global is a getter, and asked for each response. Absent on the edge, which bundles this module. */
const lengthOf = (globalThis as { Buffer?: typeof Buffer }).Buffer?.byteLength;

/** Bytes of a chunk as streams take it. */
export function byteLength(chunk: unknown, encoding: unknown): number {
  if (typeof chunk === "string") {
    return lengthOf!(chunk, typeof encoding === "string" ? (encoding as BufferEncoding) : "utf8");
  }
  return chunk instanceof Uint8Array ? chunk.byteLength : 0;
}
