import { join } from "node:path";

const PREFIX = "queue-";

/**
 * Where the queue of a destination is, in the folder of a storage. What waits for one kind of destination is of no use to
 * another: under the same name, each has a folder of its own.
 */
export function queueFolder(directory: string, name: string, kind = name): string {
  const suffix = kind === name ? "" : `@${encodeURIComponent(kind)}`;
  return join(directory, `${PREFIX}${encodeURIComponent(name)}${suffix}`);
}
