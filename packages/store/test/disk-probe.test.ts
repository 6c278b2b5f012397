import { existsSync } from "node:fs";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { DiskProbe } from "../src/disk-probe.ts";
import { temporaryDirectory } from "./support/directory.ts";

describe("the probe of a disk", () => {
  it("finds nothing amiss with a folder that can be written, and leaves nothing there", async () => {
    const directory = await temporaryDirectory();
    await new DiskProbe(directory).check();
    expect(await readdir(directory)).toEqual([]);
  });

  it("says why a folder cannot be written", async () => {
    const directory = join(await temporaryDirectory(), "gone");
    await expect(new DiskProbe(directory).check()).rejects.toMatchObject({
      code: "PEEK_E_STORE_WRITE",
      message: expect.stringContaining("ENOENT"),
    });
    expect(existsSync(directory)).toBe(false);
  });

  it("looks once a second at most, and again after that", async () => {
    const directory = await temporaryDirectory();
    let now = 0;
    const probe = new DiskProbe(directory, () => now);
    await Promise.all([probe.check(), probe.check()]);
    await rm(directory, { recursive: true });
    now = 999;
    await probe.check();
    now = 1_000;
    await expect(probe.check()).rejects.toThrow("ENOENT");
    await mkdir(directory);
    now = 1_999;
    await expect(probe.check()).rejects.toThrow("ENOENT");
    now = 2_000;
    await probe.check();
  });
});
