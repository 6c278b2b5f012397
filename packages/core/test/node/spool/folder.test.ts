import { mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { spoolFolder } from "../../../src/node/spool/folder.ts";
import { resolveOptions } from "../../../src/options/resolve.ts";

let base: string;
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), "peek-folder-")));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(base, { recursive: true, force: true });
});

const folderFor = (storagePath?: string): string | undefined =>
  spoolFolder(
    resolveOptions(
      { endpoint: "https://peek.example.com", storagePath },
      {},
      { service: "app", developmentEndpoint: "http://localhost:7335" },
    ),
  );

describe("spoolFolder", () => {
  it("is below a storagePath that is a link", () => {
    mkdirSync(join(base, "shared"));
    symlinkSync(join(base, "shared"), join(base, "current"));
    const folder = folderFor(join(base, "current"))!;
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(realpathSync(dirname(folder))).toBe(join(base, "shared"));
  });

  it("is none when someone laid a link in its place", () => {
    const folder = folderFor(base)!;
    rmSync(folder, { recursive: true });
    symlinkSync(tmpdir(), folder);
    expect(folderFor(base)).toBeUndefined();
  });

  it("is below $XDG_STATE_HOME by default", () => {
    vi.stubEnv("XDG_STATE_HOME", base);
    expect(dirname(folderFor()!)).toBe(join(base, "peek"));
  });

  it("is none, and nothing is thrown, where no place can be written", () => {
    expect(folderFor("/dev/null/spool")).toBeUndefined();
  });

  it("is none where a folder is there and takes none, as /proc and what is mounted on demand", () => {
    expect(folderFor("/proc/spool")).toBeUndefined();
  });

  it("is made with the folders above it, for this user alone", () => {
    const storagePath = join(base, "state", "peek");
    expect(dirname(folderFor(storagePath)!)).toBe(storagePath);
    expect(statSync(dirname(storagePath)).mode & 0o777).toBe(0o700);
  });
});
