import { mkdtempSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startRecordingEndpoint } from "@peekjs/testing";
import { build } from "esbuild";
import { expect, test } from "vitest";

const PACKAGES = fileURLToPath(new URL("../../packages/", import.meta.url));

/** What a bundle exports: core and an adapter. */
type Bundle = Record<string, any>;

/** Apps with one route, on the frameworks that the adapters are developed with. */
const SERVERS: Record<string, (bundle: Bundle, framework: any, client: unknown) => unknown> = {
  node: ({ withPeek }, _, client) => withPeek(answer, client),
  express: ({ peek }, express, client) => express().use(peek(client)).use(answer),
  koa: ({ peek }, Koa, client) =>
    new Koa()
      .use(peek(client))
      .use((context: { body: string }) => (context.body = "ok"))
      .callback(),
  async fastify({ peekPlugin }, fastify, client) {
    const app = await fastify()
      .register(peekPlugin, { client })
      .get("/", async () => "ok");
    await app.ready();
    return app.server;
  },
  async hapi({ peekPlugin }, hapi, client) {
    const listener = createServer();
    const app = hapi.server({ listener, autoListen: false });
    await app.register({ plugin: peekPlugin, options: { client } });
    app.route({ method: "GET", path: "/", handler: () => "ok" });
    await app.initialize();
    await app.start();
    return listener;
  },
  h3({ peek }, { H3, toNodeHandler }, client) {
    return toNodeHandler(new H3().register(peek(client)).get("/", () => "ok"));
  },
};
const ROUTED = new Set(["fastify", "hapi", "h3"]);
const FRAMEWORKS: Record<string, string> = { node: "node:http", hapi: "@hapi/hapi" };

const answer: RequestListener = (_, response) => response.end("ok");

/** An adapter as a bundler has it that is told no runtime, as Rollup by default. */
async function load(name: string, more = ""): Promise<Bundle> {
  const outfile = join(mkdtempSync(join(tmpdir(), "peek-bundle-")), `${name}.mjs`);
  await build({
    stdin: {
      contents: `export * from "@peekjs/core"; export * from "@peekjs/${name}"; ${more}`,
      resolveDir: join(PACKAGES, name, "test"),
      loader: "js",
    },
    conditions: ["@peekjs/source", "import"],
    outfile,
    bundle: true,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    external: ["node:*"],
    logLevel: "silent",
  });
  return import(outfile);
}

test.each(Object.keys(SERVERS))("%s reports from a bundle that names no runtime", async (name) => {
  await using endpoint = await startRecordingEndpoint();
  const bundle = await load(name);
  const client = bundle.createPeek({ endpoint: endpoint.url, apiKey: "key", disabled: false });
  const framework = createRequire(join(PACKAGES, name, "package.json"))(FRAMEWORKS[name] ?? name);
  const app = await SERVERS[name]!(bundle, framework, client);
  const server = typeof app === "function" ? createServer(app as RequestListener) : (app as Server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const headers = { connection: "close", "x-api-key": "of acme" };
  const response = await fetch(`http://127.0.0.1:${port}/`, { headers });
  expect([response.status, await response.text()]).toEqual([200, "ok"]);
  await new Promise((resolve) => server.close(resolve));
  await client.flush();
  expect(endpoint.requests).toMatchObject([{ status: 200, consumerSource: "api_key" }]);
  if (ROUTED.has(name)) expect(endpoint.requests[0]!.route).toBe("/");
  await client.shutdown();
});

test("details that are asked for and not imported are told there, too", async () => {
  const mount = async (more?: string): Promise<unknown> => {
    const { createPeek, withPeek } = await load("node", more);
    return withPeek(answer, createPeek({ disabled: true }), { captureHeaders: true });
  };
  await expect(mount()).rejects.toMatchObject({ code: "PEEK_E_NOT_IMPORTED" });
  await expect(mount('import "@peekjs/core/details";')).resolves.toBeTypeOf("function");
});
