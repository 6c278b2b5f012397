import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

const PREFIX = "peek-tests-";

/**
 * Gives the tests a folder of their own, for temporary files and what clients keep for later: what they leave there when they
 * end is gone with it. Each project of a run asks for it.
 */
export default function openTemporaryFolder(): (() => void) | undefined {
  if (basename(tmpdir()).startsWith(PREFIX)) return undefined;
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  // Servers that refuse to run as root are run as nobody, who must get through to the folders below.
  if (process.getuid?.() === 0) chmodSync(folder, 0o711);
  process.env["TMPDIR"] = folder;
  process.env["XDG_STATE_HOME"] = join(folder, "state");
  return () => rmSync(folder, { recursive: true, force: true });
}
