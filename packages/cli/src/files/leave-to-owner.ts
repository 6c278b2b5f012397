import { stat, type FileHandle } from "node:fs/promises";

/** Gives what root writes to the user whose folder it is in: it must stay readable for the collector. */
export async function leaveToOwner(file: FileHandle, directory: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = await stat(directory);
  if (uid !== 0) await file.chown(uid, gid);
}
