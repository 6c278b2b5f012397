import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadAssets } from "../index.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "peek-dashboard-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("loadAssets", () => {
  it("maps URL paths to files, and only hashed names are immutable", async () => {
    await mkdir(join(folder, "assets"));
    await writeFile(join(folder, "index.html"), "<!doctype html>");
    await writeFile(join(folder, "assets", "index-AbC1.js"), "export {};");
    const assets = await loadAssets(folder);
    expect([...assets.keys()].sort()).toEqual(["/assets/index-AbC1.js", "/index.html"]);
    expect(assets.get("/index.html")).toMatchObject({
      contentType: "text/html; charset=utf-8",
      immutable: false,
    });
    const script = assets.get("/assets/index-AbC1.js");
    expect(script).toMatchObject({
      contentType: "text/javascript; charset=utf-8",
      immutable: true,
    });
    expect(new TextDecoder().decode(script?.body)).toBe("export {};");
  });

  it.each(["a folder that does not exist", "a folder without the page"])(
    "says how to build when it meets %s",
    async (which) => {
      const place = which.includes("not exist") ? join(folder, "dist") : folder;
      await expect(loadAssets(place)).rejects.toMatchObject({
        code: "PEEK_E_DASHBOARD_NOT_BUILT",
        message: expect.stringContaining("build"),
      });
    },
  );
});
