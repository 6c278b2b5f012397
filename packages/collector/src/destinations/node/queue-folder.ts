import { join } from "node:path";

/** Where the queue of a destination is, in the folder of a storage. */
export function queueFolder(directory: string, name: string): string {
  return join(directory, `queue-${encodeURIComponent(name)}`);
}
