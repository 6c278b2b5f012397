import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../root.ts";
import { CheckFailure, command } from "./command.ts";

const PACKAGES = ["core", "fetch"];
const COMPILERS = ["typescript58", "typescript59", "typescript"];

const APP = `
import { createPeek } from "@peekjs/core";
import "@peekjs/core/details";
import "@peekjs/core/events";
import "@peekjs/core/summaries";
import { withPeek } from "@peekjs/fetch";
export default { fetch: withPeek(() => new Response("ok"), createPeek()) };
`;

const compilerOptions = {
  noEmit: true,
  strict: true,
  skipLibCheck: false,
  target: "es2022",
  lib: ["es2022", "webworker"],
  types: [],
  module: "esnext",
  moduleResolution: "bundler",
  customConditions: ["workerd"],
};

/** Compiles an app for the edge, where nobody installs the types of Node, and reads the packages' own types with it. */
export async function checkEdgeTypes(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "peek-edge-"));
  try {
    mkdirSync(join(folder, "node_modules/@peekjs"), { recursive: true });
    for (const name of PACKAGES) {
      const target = join(ROOT, "packages", name);
      symlinkSync(target, join(folder, "node_modules/@peekjs", name), "junction");
    }
    writeFileSync(join(folder, "app.ts"), APP);
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions }));
    for (const typescript of COMPILERS) {
      const compiler = join(ROOT, "node_modules", typescript, "bin/tsc");
      await command(process.execPath, compiler, "-p", folder, "--pretty", "false");
    }
  } catch (error) {
    if (error instanceof CheckFailure) {
      throw new CheckFailure(`The edge's types need more than it has:\n${error.message}`);
    }
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return `${PACKAGES.length} packages`;
}
