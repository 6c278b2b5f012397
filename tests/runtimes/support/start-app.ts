import type { Readable } from "node:stream";
import { writeFileSync } from "node:fs";
import { join, dirname } from "node:path";
import { appFile, binary } from "./binaries.ts";
import { bundle } from "./bundle.ts";
import { portFrom, startProgram, type Program } from "./start-program.ts";

/** An app under test in its runtime. */
export interface RunningApp extends Program {
  readonly url: string;
}

export type StartApp = (env: Record<string, string>) => Promise<RunningApp>;

const LISTENING = /listening on (\d+)/;
const SOURCES = "--conditions=@peekjs/source";

export const startInDeno: StartApp = (env) => startDenoApp("deno.ts", env);

export const startInBun: StartApp = (env) => startBunApp("bun.ts", env);

export function startDenoApp(app: string, env: Record<string, string>): Promise<RunningApp> {
  const args = ["run", "--allow-net", "--allow-env", SOURCES, appFile(app)];
  return start(binary(".bin/deno"), args, env);
}

export function startBunApp(app: string, env: Record<string, string>): Promise<RunningApp> {
  return start(binary(".bin/bun"), [SOURCES, appFile(app)], env);
}

export const startElysiaInBun: StartApp = (env) =>
  start(binary(".bin/bun"), [SOURCES, appFile("bun-elysia.ts")], env);

/** The app that `@peekjs/fetch` observes, in each runtime. */
export const startFetchIn: Readonly<Record<"Bun" | "Deno" | "workerd", StartApp>> = {
  Bun: (env) => start(binary(".bin/bun"), [SOURCES, appFile("bun-fetch.ts")], env),
  Deno: (env) => {
    const permissions = ["--allow-net", "--allow-env"];
    return start(
      binary(".bin/deno"),
      ["run", ...permissions, SOURCES, appFile("deno-fetch.ts")],
      env,
    );
  },
  workerd: (env) => startWorker("workerd-fetch.ts", env),
};

/** Node runs the TypeScript sources by itself from 22.18 on. */
export function startInNode(major: 22 | 24 | 26, app: `node-${string}.ts`): StartApp {
  return (env) => start(binary(`node${major}/bin/node`), [SOURCES, appFile(app)], env);
}

export const startInEdgeRuntime: StartApp = (env) => startEdgeFunction("edge-light.ts", env);

export const startInWorkerd: StartApp = (env) => startWorker("workerd.ts", env);

/** Starts a bundled app in edge-runtime. */
export async function startEdgeFunction(
  app: string,
  env: Record<string, string>,
): Promise<RunningApp> {
  const file = await bundle(app, "edge-light", "iife");
  const edgeRuntime = binary("edge-runtime/dist/index.js");
  return start(process.execPath, [appFile("edge-light-host.mjs"), edgeRuntime, file], env);
}

/**
 * Starts a bundled app in workerd.
 *
 * @param stage what the bundler puts in place of `process.env.NODE_ENV`
 * @param flags compatibility flags, such as `nodejs_compat`
 */
export async function startWorker(
  app: string,
  env: Record<string, string>,
  { stage, flags = [] }: { stage?: string; flags?: readonly string[] } = {},
): Promise<RunningApp> {
  const file = await bundle(app, "workerd", "esm", stage);
  const config = join(dirname(file), "config.capnp");
  writeFileSync(config, workerdConfig(env, flags));
  const args = ["serve", config, "--control-fd=3"];
  const stdio = ["ignore", "pipe", "pipe", "pipe"] as const;
  const program = startProgram(binary(".bin/workerd"), args, {}, [...stdio]);
  const control = program.child.stdio[3] as Readable;
  return running(program, await portFrom(program, control, /"port":(\d+)/));
}

async function start(
  command: string,
  args: readonly string[],
  env: Record<string, string>,
): Promise<RunningApp> {
  const program = startProgram(command, args, env);
  return running(program, await portFrom(program, program.child.stdout!, LISTENING));
}

function running(program: Program, port: number): RunningApp {
  return { ...program, url: `http://127.0.0.1:${port}` };
}

function workerdConfig(env: Record<string, string>, flags: readonly string[]): string {
  const bindings = Object.entries(env).map(
    ([name, value]) => `(name = ${JSON.stringify(name)}, text = ${JSON.stringify(value)})`,
  );
  return `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "app", worker = (
      modules = [(name = "app.js", esModule = embed "app.js")],
      compatibilityDate = "2026-03-01",
      compatibilityFlags = ${JSON.stringify(flags)},
      bindings = [${bindings.join(", ")}],
    )),
    (name = "internet", network = (allow = ["public", "private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "app")],
);
`;
}
