import { execFile, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { temporaryDirectory } from "./support/directory.ts";

const PROGRAM = fileURLToPath(new URL("support/fill-disk.ts", import.meta.url));
const MOUNT = 'mount -t tmpfs -o size=8m tmpfs "$0" && exec "$@"';

/** A small disk of our own needs a mount namespace, which not every machine gives. */
const canMount = spawnSync("unshare", ["-rm", "sh", "-c", MOUNT, "/tmp", "true"]).status === 0;

describe.skipIf(!canMount)("a store on a full disk", () => {
  it("refuses, keeps nothing of what it refused, and goes on when there is room", async () => {
    const directory = await temporaryDirectory();
    const node = [process.execPath, ...process.execArgv, PROGRAM, directory];
    const { stdout } = await promisify(execFile)("unshare", [
      "-rm",
      "sh",
      "-c",
      MOUNT,
      directory,
      ...node,
    ]);
    expect(JSON.parse(stdout)).toEqual({
      before: 200,
      full: "PEEK_E_STORE_WRITE",
      after: 200,
      rows: 400,
    });
  });
});
