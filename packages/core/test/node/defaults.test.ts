import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readDefaults } from "../../src/node/defaults.ts";

const [, main] = process.argv;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "peek-defaults-"));
  writeFileSync(join(folder, "package.json"), `{ "name": "shop" }`);
});
afterEach(() => {
  vi.restoreAllMocks();
  process.argv[1] = main!;
  rmSync(folder, { recursive: true });
});

describe("readDefaults", () => {
  it("is answered in a working folder that was removed, as of a release that another replaced", () => {
    process.argv[1] = join(folder, "app.js");
    vi.spyOn(process, "cwd").mockImplementation(() => {
      throw new Error("ENOENT: no such file or directory, uv_cwd");
    });
    expect(readDefaults().service).toBe("shop");
  });

  it("names an app that a package starts, such as pm2, and not that package", () => {
    const runner = join(folder, "node_modules", "runner");
    mkdirSync(runner, { recursive: true });
    writeFileSync(join(runner, "package.json"), `{ "name": "runner" }`);
    process.argv[1] = join(runner, "start.js");
    vi.spyOn(process, "cwd").mockReturnValue(folder);
    expect(readDefaults().service).toBe("shop");
  });
});
