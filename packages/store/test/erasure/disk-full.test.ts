import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { temporaryDirectory } from "../support/directory.ts";
import { canMount, runOnSmallDisk } from "../support/small-disk.ts";

const PROGRAM = fileURLToPath(new URL("../support/erase-on-full-disk.ts", import.meta.url));
const FAULT = new URL("../support/fault-at-step.mjs", import.meta.url).href;

describe.skipIf(!canMount)("an erasure on a small disk", () => {
  it("begins only where there is room; what fails half-way leaves the old file, and is finished when there is room", async () => {
    const directory = await temporaryDirectory();
    const program = ["--import", FAULT, PROGRAM, directory];
    const env = { FAULT: `fill ${directory}/filled` };
    expect(await runOnSmallDisk(directory, "48m", program, env)).toEqual({
      full: { isUnfit: true, isKnown: true, of: 20_000 },
      before: { code: "PEEK_E_STORE_SPACE", isKnown: true, of: 20_000 },
      halfway: { code: "PEEK_E_STORE_ERASURE", isKnown: false, of: 20_000, copies: [] },
      after: { isKnown: false, of: 20_001, mentions: [], left: [] },
    });
  });
});
