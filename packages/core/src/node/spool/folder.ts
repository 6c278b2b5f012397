import { createHash } from "node:crypto";
import { lstatSync, mkdirSync } from "node:fs";
import { homedir, tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import type { ResolvedOptions } from "../../options/resolve.ts";

/**
 * The folder of this service's spools: only a client with the same endpoint, service and environment finds it. Undefined
 * where no place can be written.
 */
export function spoolFolder(options: ResolvedOptions): string | undefined {
  const name = createHash("sha256")
    .update(JSON.stringify([options.url?.href, options.service, options.environment]))
    .digest("hex")
    .slice(0, 24);
  for (const base of bases(options)) {
    try {
      const folder = join(base, name);
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      if (isPrivate(base) && isPrivate(folder)) return folder;
    } catch {
      // Not writable: the next one may be.
    }
  }
  return undefined;
}

function bases({ storagePath }: ResolvedOptions): string[] {
  if (storagePath !== undefined) return [storagePath];
  const { uid } = userInfo();
  const state = process.env["XDG_STATE_HOME"];
  return [
    ...(state === undefined ? [] : [join(state, "peek")]),
    join(homedir(), ".local", "state", "peek"),
    join(tmpdir(), `peek-${uid}`),
  ];
}

/** A folder of this user, and no link that someone else laid. */
function isPrivate(folder: string): boolean {
  const stats = lstatSync(folder);
  return stats.isDirectory() && (process.getuid === undefined || stats.uid === process.getuid());
}
