import { randomUUID } from "node:crypto";
import { type FileHandle, open, rename, stat, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { syncDirectory } from "@peekjs/protocol/node";

/**
 * Replaces a file, readable by its user alone: whoever reads it, after a power failure too, finds the old one or the new.
 * Its user is that of the folder where this one may decide so, and else this one.
 */
export async function replaceFile(path: string, content: string): Promise<void> {
  const temporary = `${path}.${randomUUID()}`;
  try {
    const file = await open(temporary, "wx", 0o600);
    try {
      if (process.getuid?.() === 0) await leaveToOwner(file, dirname(path));
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
  await syncDirectory(dirname(path));
}

/** What root changes must stay readable for the collector, which runs as another user. */
async function leaveToOwner(file: FileHandle, directory: string): Promise<void> {
  const { uid, gid } = await stat(directory);
  if (uid !== 0) await file.chown(uid, gid);
}
