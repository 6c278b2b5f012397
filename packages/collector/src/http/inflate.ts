import type { Semaphore } from "@peekjs/protocol/internal";
import type * as Zlib from "node:zlib";
import { collect, TooManyBytes } from "./collect.ts";

/**
 * Inflates gzip up to a limit.
 *
 * @param inflations Bounds how many streams inflate at the same time, and so the memory that many small ones take.
 * @throws {@link TooManyBytes} beyond the limit; another error when the bytes are not gzip, or end early.
 */
export async function inflate(
  bytes: Uint8Array,
  limit: number,
  inflations: Semaphore,
): Promise<Uint8Array> {
  const zlib = nodeZlib();
  if (zlib) return inflateAtOnce(zlib, bytes, limit);
  return inflations.run(() => inflateAsStream(bytes, limit));
}

/** Node's own zlib takes a third of the time that streams take, and is at hand only there. */
function nodeZlib(): typeof Zlib | undefined {
  return typeof process === "object" ? process.getBuiltinModule?.("node:zlib") : undefined;
}

export function inflateAtOnce(zlib: typeof Zlib, bytes: Uint8Array, limit: number): Uint8Array {
  try {
    return zlib.gunzipSync(bytes, { maxOutputLength: limit });
  } catch (error) {
    const isTooLarge = (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
    throw isTooLarge ? new TooManyBytes() : error;
  }
}

export function inflateAsStream(bytes: Uint8Array, limit: number): Promise<Uint8Array> {
  const inflated: ReadableStream<Uint8Array> = new Blob([bytes])
    .stream()
    .pipeThrough(new DecompressionStream("gzip"));
  return collect(inflated, limit);
}
