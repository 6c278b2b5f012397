import { readdir, readlink } from "node:fs/promises";

/** The files below a folder that this process has open; on Linux alone. */
export async function openFilesBelow(directory: string): Promise<string[]> {
  const descriptors = await readdir("/proc/self/fd");
  // The one with which these were listed is closed by now.
  const paths = descriptors.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => ""));
  return (await Promise.all(paths)).filter((path) => path.startsWith(`${directory}/`));
}
