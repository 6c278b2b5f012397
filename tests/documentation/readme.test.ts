import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { startRecordingEndpoint } from "@peekjs/testing";
import { describe, expect, it, vi } from "vitest";

const root = join(import.meta.dirname, "../..");
const readme = readFileSync(join(root, "README.md"), "utf8");
const snippets = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code!);
const isApp = (code: string): boolean => code.includes("3000");
const apps = snippets.filter(isApp);
const scripts = snippets.filter((code) => !isApp(code));

describe("the README", () => {
  it("shows an app for each adapter and one with a client of its own", () => {
    expect(apps).toHaveLength(5);
    expect(scripts).toHaveLength(1);
  });

  it.each(scripts.map((code) => [/client\.\w+/.exec(code)?.[0], code] as const))(
    "has a script with %s that runs and reports its events",
    async (_, code) => {
      await using endpoint = await startRecordingEndpoint();
      const file = join(import.meta.dirname, "snippet-script.ts");
      writeFileSync(file, code);
      try {
        const script = spawn(process.execPath, [...process.execArgv, file], {
          env: { ...process.env, NODE_ENV: "development", PEEK_ENDPOINT: endpoint.url },
          stdio: ["ignore", "ignore", "inherit"],
        });
        expect(await once(script, "exit")).toEqual([0, null]);
      } finally {
        rmSync(file);
      }
      const events = endpoint.envelopes.flatMap(({ batch }) =>
        batch.groups.flatMap((group) => group.events.map(({ value }) => value.type)),
      );
      expect(events).toEqual(["identify", "track"]);
    },
  );

  it.each(apps.map((code) => [/@peekjs\/(?!core)\w+/.exec(code)?.[0], code] as const))(
    "has a snippet for %s that runs and reports its requests",
    async (_, code) => {
      await using endpoint = await startRecordingEndpoint();
      const port = await freePort();
      const file = join(import.meta.dirname, `snippet-${port}.ts`);
      writeFileSync(file, code.replaceAll("3000", String(port)));
      const app = spawn(process.execPath, [...process.execArgv, file], {
        env: { ...process.env, NODE_ENV: "development", PEEK_ENDPOINT: endpoint.url },
        stdio: ["ignore", "ignore", "inherit"],
      });
      try {
        await vi.waitFor(
          async () => {
            const response = await fetch(`http://localhost:${port}/users/7`);
            expect(await response.json()).toEqual({ id: "7" });
          },
          { timeout: 10_000 },
        );
        await vi.waitFor(
          () =>
            expect(endpoint.requests).toContainEqual(
              expect.objectContaining({
                method: "GET",
                route: "/users/:id",
                path: "/users/7",
                status: 200,
              }),
            ),
          { timeout: 5_000 },
        );
      } finally {
        app.kill();
        rmSync(file);
      }
    },
  );

  it("links to files that exist", () => {
    const links = [...readme.matchAll(/\]\(([^)#:]+)\)/g)].map(([, path]) => path!);
    const paths = [
      ...links,
      ...[...readme.matchAll(/`((?:packages|tests)\/[\w./-]+)`/g)].map(([, path]) => path!),
    ];
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
