import { randomUUID } from "node:crypto";
import { open, rename, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { syncDirectory } from "@peekjs/protocol/node";
import { leaveToOwner } from "./leave-to-owner.ts";

/**
 * Replaces a file, readable by its user alone: whoever reads it, after a power failure too, finds the old one or the new.
 * Its user is that of the folder where this one may decide so, and else this one.
 */
export async function replaceFile(path: string, content: string): Promise<void> {
  const temporary = `${path}.${randomUUID()}`;
  try {
    const file = await open(temporary, "wx", 0o600);
    try {
      await leaveToOwner(file, dirname(path));
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
