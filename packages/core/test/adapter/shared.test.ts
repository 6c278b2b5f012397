import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { FROM_SOURCES } from "../../../../tests/support/from-sources.ts";

const script = `
  // From Node 22 to 25 this sets a global of Node's own.
  import "node:http";
  Object.preventExtensions(globalThis);
  const { peekFromEnvironment } = await import("@peekjs/core");
  await import("@peekjs/core/node-http");
  console.log(peekFromEnvironment() === peekFromEnvironment());`;

test("where the global object takes nothing new, as in a hardened process, peek is loaded and its client the only one", () => {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [...FROM_SOURCES, "--input-type=module", "--eval", script],
    {
      cwd: import.meta.dirname,
      encoding: "utf8",
      env: { ...process.env, NODE_ENV: "test" },
    },
  );
  expect([stdout, stderr]).toEqual(["true\n", ""]);
});
