import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { temporaryDirectory } from "./support/directory.ts";
import { canMount, runOnSmallDisk } from "./support/small-disk.ts";

const PROGRAM = fileURLToPath(new URL("support/fill-disk.ts", import.meta.url));

describe.skipIf(!canMount)("a store on a full disk", () => {
  it("says so before, refuses, says why it cannot answer, keeps nothing of what it refused, and goes on when there is room", async () => {
    const directory = await temporaryDirectory();
    expect(await runOnSmallDisk(directory, "8m", [PROGRAM, directory])).toEqual({
      before: 200,
      full: "PEEK_E_STORE_WRITE",
      asked: "PEEK_E_STORE_SPACE",
      after: 200,
      rows: 400,
      ready: [true, "PEEK_E_STORE_SPACE", "PEEK_E_STORE_WRITE", true],
    });
  });
});
