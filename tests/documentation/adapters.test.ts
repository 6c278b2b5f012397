import { once } from "node:events";
import { mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { basename, dirname, join } from "node:path";
import { getRequestListener } from "@hono/node-server";
import { peekFromEnvironment } from "@peekjs/core";
import { peek as peekExpress } from "@peekjs/express";
import { peek as peekHono } from "@peekjs/hono";
import { startRecordingEndpoint } from "@peekjs/testing";
import { build } from "esbuild";
import express from "express";
import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { stubEnvironment } from "../support/environment.ts";
import { Page, ROOT } from "./support/page.ts";
import { runScript } from "./support/script.ts";
import { SnippetFolder } from "./support/snippet-folder.ts";

/** What the snippets of an adapter's README leave to the reader's app. */
const APPS: Readonly<Record<string, string>> = {
  elysia: `import { Elysia } from "elysia";`,
  express: `import express from "express"; const app = express();`,
  fastify: `import Fastify from "fastify"; const fastify = Fastify();`,
  fetch: `
    declare const handler: (request: Request) => Response;
    declare const router: { match(request: Request): { template: string; handler: typeof handler } };`,
  h3: `import { H3 } from "h3"; const app = new H3();`,
  hapi: `import Hapi from "@hapi/hapi"; const server = Hapi.server();`,
  hono: `import { Hono } from "hono"; const app = new Hono();`,
  koa: `
    import Router from "@koa/router"; const router = new Router();
    import Koa from "koa"; const app = new Koa();`,
  nestjs: `
    import { type CanActivate, type ExecutionContext } from "@nestjs/common";
    interface Request { user?: { id: string } }
    declare class ConfigService { get(name: string): string }`,
  node: `
    import { createServer } from "node:http"; const server = createServer();
    declare const router: { match(url?: string): { template: string } | undefined };`,
};

const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript")), "../bin/tsc");
const guide = new Page("docs/guides/adapters.md");
const folder = new SnippetFolder();
const APP_WITH_OPTIONS = `${APPS["express"]}\n${guide.snippets[0]}\nexport default app as express.Express;`;

describe("the READMEs of the adapters", () => {
  const readmes = Object.keys(APPS).map((name) => [name, readmeOf(name)] as const);

  it.each(readmes)("%s: links to what exists", (_, readme) => {
    expect(readme.brokenLinks()).toEqual([]);
  });

  it("show code with a client that type-checks in an app, as does the guide's", async () => {
    for (const [name, { snippets }] of readmes) {
      installFor(name);
      const code = snippets.find((snippet) => snippet.includes("createPeek"))!;
      folder.write(join(name, "app.ts"), `${APPS[name]}\n${code}`);
    }
    folder.write("express/options.ts", APP_WITH_OPTIONS);
    const config = { extends: "../../../tsconfig.json", include: ["*/*.ts"], exclude: [] };
    folder.write("tsconfig.json", JSON.stringify(config));
    expect(await runScript([tsc, "-p", folder.path])).toMatchObject({ code: 0, stdout: "" });
  });
});

it("adapters without a client share the one of the environment: one record of a request", async () => {
  await using endpoint = await startRecordingEndpoint();
  stubEnvironment({ PEEK_ENDPOINT: endpoint.url });
  const inner = getRequestListener(new Hono().use(peekHono()).get("/", (c) => c.text("ok")).fetch);
  const app = express().use(peekExpress(), (request, response) => void inner(request, response));
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await (await fetch(`http://127.0.0.1:${port}/`)).text();
  server.close();
  await peekFromEnvironment().shutdown();
  expect(endpoint.requests).toMatchObject([{ path: "/", status: 200 }]);
});

it("the guide's options without a client hold beside the client of the environment", async () => {
  await using endpoint = await startRecordingEndpoint();
  stubEnvironment({ PEEK_ENDPOINT: endpoint.url });
  const { default: app } = (await import(folder.write("options.ts", APP_WITH_OPTIONS))) as {
    default: express.Express;
  };
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await fetch(`http://127.0.0.1:${port}/`, { headers: { "x-tenant": "acme" } });
  server.close();
  await peekFromEnvironment().shutdown();
  expect(endpoint.requests).toMatchObject([{ path: "/", consumer: "acme" }]);
});

it.each([
  ["node", "index.node.ts"],
  ["neutral", "index.edge.ts"],
] as const)("an app bundled for the platform %s gets core's %s", async (platform, entry) => {
  const { metafile } = await build({
    entryPoints: [folder.write("bundled.ts", APP_WITH_OPTIONS)],
    bundle: true,
    platform,
    external: ["node:*", "express"],
    conditions: ["@peekjs/source"],
    format: "esm",
    metafile: true,
    write: false,
  });
  const entries = Object.keys(metafile.inputs).filter((path) => path.includes("core/src/index."));
  expect(entries.map((path) => basename(path))).toEqual([entry]);
});

it("the guide links to what exists, and names every adapter", () => {
  expect(guide.brokenLinks()).toEqual([]);
  const named = guide.rows.map(([adapter]) => /@peekjs\/(\w+)/.exec(adapter!)?.[1]);
  expect(new Set(named.filter(Boolean))).toEqual(new Set(Object.keys(APPS)));
});

function readmeOf(name: string): Page {
  return new Page(`packages/${name}/README.md`);
}

/** Puts what an adapter's own tests use, and the adapter, where its snippets look for packages. */
function installFor(name: string): void {
  const target = join(folder.path, name, "node_modules");
  const source = join(ROOT, "packages", name);
  mkdirSync(join(target, "@peekjs"), { recursive: true });
  for (const entry of readdirSync(join(source, "node_modules"))) {
    if (entry === "@peekjs") continue;
    symlinkSync(join(source, "node_modules", entry), join(target, entry), "junction");
  }
  symlinkSync(join(ROOT, "packages/core"), join(target, "@peekjs/core"), "junction");
  symlinkSync(source, join(target, "@peekjs", name), "junction");
}
