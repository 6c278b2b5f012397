import type { FileHandle } from "node:fs/promises";

/** Below every platform's IOV_MAX. */
const MAX_VECTORS = 512;

/**
 * Writes parts one behind the other, all of them or an error: a disk may take only some of a write.
 *
 * @param position where in the file the first one begins
 * @returns the bytes written
 * @throws the system's error; part of it may be in the file then
 */
export async function writeFully(
  file: FileHandle,
  parts: readonly Buffer[],
  position: number,
): Promise<number> {
  let written = 0;
  for (let start = 0; start < parts.length; start += MAX_VECTORS) {
    const some = parts.slice(start, start + MAX_VECTORS);
    written += await writeVectors(file, some, position + written);
  }
  return written;
}

async function writeVectors(
  file: FileHandle,
  parts: readonly Buffer[],
  position: number,
): Promise<number> {
  const total = parts.reduce((sum, part) => sum + part.length, 0);
  let { bytesWritten: done } = await file.writev(parts, position);
  if (done === total) return total;
  const whole = Buffer.concat(parts);
  while (done < total) {
    const { bytesWritten } = await file.write(whole, done, total - done, position + done);
    if (bytesWritten === 0) throw new Error("ENOSPC: the disk took only part of the write");
    done += bytesWritten;
  }
  return total;
}
