import { createHash } from "node:crypto";
import { existsSync, lstatSync, mkdirSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import type { ResolvedOptions } from "../../options/resolve.ts";

/**
 * The folder of this service's spools: only a client with the same endpoint, service and environment finds it. Undefined
 * where no place can be written.
 */
export function spoolFolder(options: ResolvedOptions): string | undefined {
  const { storagePath } = options;
  for (const base of storageBases(storagePath)) {
    try {
      const folder = join(base, spoolName(options));
      makeFolder(folder);
      // A storagePath is the operator's choice: a link, or a volume that belongs to root.
      if (isPrivate(folder) && (storagePath !== undefined || isPrivate(base))) return folder;
    } catch {
      // Not writable: the next one may be.
    }
  }
  return undefined;
}

/**
 * Makes a folder and those above it, unless it is there. Node's own `recursive` never ends where a folder is there and yet
 * "no such file or directory" for what is to be made in it: in /proc, and where file systems are mounted on demand.
 */
export function makeFolder(folder: string, mayMakeParent = dirname(folder) !== folder): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (existsSync(folder)) return;
    if (!mayMakeParent || (error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    makeFolder(dirname(folder));
    makeFolder(folder, false);
  }
}

/** What the folder is called: a hash, since URLs and services hold characters that no path takes. */
export function spoolName(
  options: Pick<ResolvedOptions, "url" | "service" | "environment">,
): string {
  return createHash("sha256")
    .update(JSON.stringify([options.url?.href, options.service, options.environment]))
    .digest("hex")
    .slice(0, 24);
}

/** Where folders of spools may be, in the order of preference. */
export function storageBases(storagePath?: string): string[] {
  if (storagePath !== undefined) return [storagePath];
  return defaultBases.flatMap((base) => {
    try {
      return [base()];
    } catch {
      return [];
    }
  });
}

/** Each fails where there is no such place: a container's user need not have an entry in /etc/passwd. */
const defaultBases: (() => string)[] = [
  () => join(stateHome(), "peek"),
  () => join(homedir(), ".local", "state", "peek"),
  () => join(tmpdir(), `peek-${process.getuid?.() ?? "user"}`),
];

/** A path that is not absolute is to be ignored: https://specifications.freedesktop.org/basedir-spec */
function stateHome(): string {
  const folder = process.env["XDG_STATE_HOME"] ?? "";
  if (!isAbsolute(folder)) throw new Error("XDG_STATE_HOME is not set to an absolute path");
  return folder;
}

/** A folder of this user, and no link that someone else laid. */
export function isPrivate(folder: string): boolean {
  const stats = lstatSync(folder);
  return stats.isDirectory() && (process.getuid === undefined || stats.uid === process.getuid());
}
