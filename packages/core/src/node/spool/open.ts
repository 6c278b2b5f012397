import { PeekError } from "@peekjs/protocol";
import type { Spool } from "../../delivery/spool.ts";
import type { ResolvedOptions } from "../../options/resolve.ts";
import type { Report } from "../../diagnostics/report.ts";
import { spoolFolder } from "./folder.ts";
import { NodeSpool } from "./node-spool.ts";

/** Opens the client's spool; undefined when none is wanted or no folder can be written, which is said once. */
export function openSpool(
  options: ResolvedOptions,
  instance: string,
  report: Report,
): Spool | undefined {
  if (options.maxStorageBytes === 0) return undefined;
  const folder = spoolFolder(options);
  if (folder === undefined) {
    report(
      new PeekError(
        "PEEK_W_NO_SPOOL",
        "No folder can be written for what cannot be delivered: events wait in memory only. Set storagePath or PEEK_STORAGE_PATH to a folder of this user.",
      ),
    );
    return undefined;
  }
  return new NodeSpool(folder, instance, options.maxStorageBytes, (error) => {
    const message = `The spool in ${folder} failed (${String(error)}): events wait in memory until it works again. Is there room on the disk, and may this user write there? Else set storagePath.`;
    const isOwn = error instanceof PeekError;
    report(isOwn ? error : new PeekError("PEEK_W_SPOOL", message, { cause: error }));
  });
}
