import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Gives the tests a temporary folder of their own: what they leave there when they end is gone with it. */
export default function openTemporaryFolder(): () => void {
  const folder = mkdtempSync(join(tmpdir(), "peek-tests-"));
  process.env["TMPDIR"] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
