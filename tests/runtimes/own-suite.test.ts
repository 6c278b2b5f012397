import { spawnSync } from "node:child_process";
import { dirname, delimiter } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { binary } from "./support/binaries.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** Those on whose servers a request is observed from Node's own, undocumented state. */
const ADAPTERS = ["node", "express", "fastify", "koa", "hono", "hapi", "h3", "nestjs"];
const SUITES = ["packages/core/test/node-http", ...ADAPTERS.map((name) => `packages/${name}/test`)];

test.each([22, 24, 26])(
  "the adapters' own tests pass on Node %i",
  { timeout: 600_000 },
  (major) => {
    const node = binary(`node${major}/bin/node`);
    const { status, stdout, stderr } = spawnSync(
      node,
      ["node_modules/vitest/vitest.mjs", "run", "--reporter=agent", ...SUITES],
      { cwd: ROOT, encoding: "utf8", env: environment(dirname(node)) },
    );
    expect(status, `${stdout}\n${stderr}`).toBe(0);
  },
);

/** Without what this Vitest tells its workers. */
function environment(path: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(?:VITEST|TEST$|NODE_)/.test(name));
  return { ...Object.fromEntries(own), PATH: `${path}${delimiter}${process.env["PATH"]}` };
}
