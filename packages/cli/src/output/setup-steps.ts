import { FRAMEWORKS, type Framework, type Project } from "../project/detect-project.ts";
import type { createColors } from "./colors.ts";

const SNIPPETS: Record<Framework, readonly [importLine: string, useLine: string]> = {
  express: ['import { peek } from "@peekjs/express";', "app.use(peek());"],
  fastify: ['import { peekPlugin } from "@peekjs/fastify";', "await app.register(peekPlugin);"],
  koa: ['import { peek } from "@peekjs/koa";', "app.use(peek());"],
  hono: ['import { peek } from "@peekjs/hono";', "app.use(peek());"],
};

const INSTALL_COMMANDS = { npm: "npm install", pnpm: "pnpm add", yarn: "yarn add", bun: "bun add" };

/** The two lines to add to an app, with the command that installs the adapter. */
export function setupSteps(
  project: Project,
  { bold, dim }: ReturnType<typeof createColors>,
): string[] {
  const framework = project.framework?.name ?? "express";
  const [importLine, useLine] = SNIPPETS[framework];
  return [
    `Next: add two lines to your app ${dim(`(${describe(project)})`)}`,
    "",
    `    ${INSTALL_COMMANDS[project.packageManager]} @peekjs/${framework}`,
    "",
    `    ${bold(importLine)}`,
    `    ${bold(useLine)}${" ".repeat(Math.max(4, 34 - useLine.length))}${dim("// before your routes")}`,
  ];
}

/** The framework whose snippet is shown after that of the given one. */
export function nextFramework(framework: Framework): Framework {
  const index = FRAMEWORKS.indexOf(framework);
  return FRAMEWORKS[(index + 1) % FRAMEWORKS.length] ?? framework;
}

function describe({ framework, language, packageManager }: Project): string {
  if (framework === undefined) return "no framework found here; for Express";
  const version = framework.version === undefined ? "" : ` ${framework.version}`;
  return `found: ${framework.name}${version}, ${language}, ${packageManager}`;
}
