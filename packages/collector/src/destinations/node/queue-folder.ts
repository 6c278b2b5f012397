import { readdir } from "node:fs/promises";
import { join } from "node:path";

/** `queue-<name>`, and of another kind than its name says `queue-<name>@<kind>`, both URL-encoded. */
const FOLDER = /^queue-([^@]+)(?:@[^@]+)?$/;

/**
 * Where the queue of a destination is, in the folder of a storage. What waits for one kind of destination is of no use to
 * another: under the same name, each has a folder of its own.
 */
export function queueFolder(directory: string, name: string, kind = name): string {
  const suffix = kind === name ? "" : `@${encodeURIComponent(kind)}`;
  return join(directory, `queue-${encodeURIComponent(name)}${suffix}`);
}

/** The folders of all queues in the folder of a storage, with the names of their destinations. */
export async function queueFolders(directory: string): Promise<Map<string, string>> {
  const folders = new Map<string, string>();
  for (const entry of await readdir(directory)) {
    const name = FOLDER.exec(entry)?.[1];
    if (name !== undefined) folders.set(join(directory, entry), decodeURIComponent(name));
  }
  return folders;
}
