// npm run bench [-- --quick] [--framework express] [--part overhead]
import { writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { build } from "../../scripts/build.ts";
import { runScript, ScriptError } from "../../scripts/script-error.ts";
import { FRAMEWORKS } from "./frameworks/framework.ts";
import { measureAll } from "./measure/all.ts";
import { fullPlan, PARTS, quickPlan } from "./plan.ts";
import { installedVersions } from "./process/peers.ts";
import { readEnvironment } from "./report/environment.ts";
import { toMarkdown } from "./report/markdown.ts";
import type { Results } from "./report/results.ts";

const MEASURED_PACKAGES = [
  "@peekjs/core",
  "express",
  "fastify",
  "koa",
  "hono",
  "@hono/node-server",
  "apitally",
  "@opentelemetry/sdk-trace-node",
  "@opentelemetry/instrumentation-http",
  "prom-client",
  "pino-http",
  "posthog-node",
];

await runScript(async () => {
  const [loadBefore] = loadavg() as [number];
  const { values } = parseArgs({
    options: {
      quick: { type: "boolean", default: false },
      framework: { type: "string", multiple: true },
      part: { type: "string", multiple: true },
    },
  });
  const choice = {
    frameworks: choose("framework", FRAMEWORKS, values.framework),
    parts: choose("part", PARTS, values.part),
  };
  // What is measured is what an app gets: the built packages.
  build("@peekjs/core", "@peekjs/express", "@peekjs/fastify", "@peekjs/koa", "@peekjs/hono");
  const plan = values.quick ? quickPlan(choice) : fullPlan(choice);
  const environment = readEnvironment({
    command: ["npm run bench", ...process.argv.slice(2)].join(" "),
    loadBefore: Math.round(loadBefore * 100) / 100,
    packages: installedVersions(MEASURED_PACKAGES),
  });
  const measured = await measureAll(plan, (what) => console.error(`${clock()} ${what}`));
  const results: Results = { environment, ...measured };
  console.log(toMarkdown(results));
  if (process.argv.length === 2) write(results);
  return 0;
});

/** Those that were asked for, or all. */
function choose<Name extends string>(
  option: string,
  known: readonly Name[],
  asked: readonly string[] | undefined,
): readonly Name[] {
  const unknown = asked?.find((name) => !known.some((each) => each === name));
  if (unknown !== undefined) {
    throw new ScriptError("PEEK_E_USAGE", `--${option} ${unknown}: one of ${known.join(", ")}.`);
  }
  return known.filter((name) => asked?.includes(name) ?? true);
}

/** Only a run of everything is kept. */
function write(results: Results): void {
  const file = (name: string): URL => new URL(`../${name}`, import.meta.url);
  writeFileSync(file("RESULTS.md"), toMarkdown(results));
  writeFileSync(file("results.json"), `${JSON.stringify(results, undefined, 2)}\n`);
}

function clock(): string {
  return new Date().toTimeString().slice(0, 8);
}
