// npm run test:framework-suites -- express <checkout> [--packages] [--capture]
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { PeekOptions } from "@peekjs/core";
import { runScript, ScriptError } from "../../scripts/script-error.ts";
import { fromPackages } from "./peek/from-packages.ts";
import { fromSources } from "./peek/from-sources.ts";
import { runModes } from "./run-modes.ts";
import { express } from "./suites/express.ts";
import { fastify } from "./suites/fastify.ts";
import { hono } from "./suites/hono.ts";
import { koa } from "./suites/koa.ts";
import type { Suite } from "./suites/suite.ts";

const SUITES: readonly Suite[] = [express, fastify, koa, hono];

const CAPTURE_ALL: PeekOptions = {
  captureQuery: true,
  captureHeaders: true,
  captureBody: true,
  captureErrorStack: true,
};

await runScript(async () => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      packages: { type: "boolean", default: false },
      capture: { type: "boolean", default: false },
    },
  });
  const suite = SUITES.find(({ framework }) => framework === positionals[0]);
  const checkout = resolve(positionals[1] ?? "");
  if (suite === undefined || !existsSync(join(checkout, suite.entry))) {
    throw new ScriptError(
      "PEEK_E_USAGE",
      `Give one of ${SUITES.map(({ framework }) => framework).join(", ")} and a checkout of its repository with its dependencies installed.`,
    );
  }
  const temporary = mkdtempSync(join(tmpdir(), "peek-suite-"));
  try {
    const folder = join(temporary, "peek");
    mkdirSync(folder);
    const makePeek = values.packages ? fromPackages : fromSources;
    const peekFile = await makePeek(`@peekjs/${suite.framework}`, folder);
    const options = values.capture ? CAPTURE_ALL : {};
    const isInvisible = await runModes(suite, checkout, { peekFile, options }, temporary);
    console.log(isInvisible ? "\npeek breaks nothing." : "\npeek breaks tests.");
    return isInvisible ? 0 : 1;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
});
