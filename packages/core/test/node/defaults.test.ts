import { afterEach, describe, expect, it, vi } from "vitest";
import { readDefaults } from "../../src/node/defaults.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

describe("readDefaults", () => {
  it("is answered in a working folder that was removed, as of a release that another replaced", () => {
    const whole = readDefaults();
    vi.spyOn(process, "cwd").mockImplementation(() => {
      throw new Error("ENOENT: no such file or directory, uv_cwd");
    });
    expect(readDefaults().service).toBe(whole.service);
  });
});
