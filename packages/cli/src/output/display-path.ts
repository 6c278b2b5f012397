import { isAbsolute, relative, sep } from "node:path";

/** A path as one would type it: relative to the working directory when it lies below. */
export function displayPath(path: string, cwd: string): string {
  const below = relative(cwd, path);
  return below === "" || below.startsWith("..") || isAbsolute(below) ? path : `.${sep}${below}`;
}
