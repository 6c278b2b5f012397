import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { startRecordingEndpoint } from "@peekjs/testing";
import { describe, expect, it, vi } from "vitest";
import { freePort } from "../support/free-port.ts";
import { Page, ROOT } from "./support/page.ts";
import { EVENTUALLY, startScript, runScript } from "./support/script.ts";
import { SnippetFolder } from "./support/snippet-folder.ts";

const readme = new Page("README.md");
const { snippets } = readme;
const folder = new SnippetFolder();
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
      const file = folder.write("script.ts", code);
      const ended = await runScript([...process.execArgv, file], {
        NODE_ENV: "development",
        PEEK_ENDPOINT: endpoint.url,
      });
      expect(ended.code).toBe(0);
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
      const file = folder.write(`${port}.ts`, code.replaceAll("3000", String(port)));
      const app = startScript(file, { PEEK_ENDPOINT: endpoint.url });
      try {
        await vi.waitFor(async () => {
          const response = await fetch(`http://localhost:${port}/users/7`);
          expect(await response.json()).toEqual({ id: "7" });
        }, EVENTUALLY);
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
          EVENTUALLY,
        );
      } finally {
        app.kill();
      }
    },
  );

  it("links to what exists", () => {
    expect(readme.brokenLinks()).toEqual([]);
    const paths = [...readme.text.matchAll(/`((?:packages|tests)\/[\w./-]+)`/g)].map(
      ([, path]) => path!,
    );
    expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});

describe("the index of the documentation", () => {
  const index = new Page("docs/README.md");

  it.each(["guides", "reference", "migrate"])("lists every page of %s, and no other", (part) => {
    const listed = [...index.text.matchAll(/\]\((\w+)\/([\w-]+\.md)\)/g)];
    const names = listed.filter(([, folder]) => folder === part).map(([, , name]) => name);
    expect(new Set(names)).toEqual(new Set(readdirSync(join(ROOT, "docs", part))));
  });
});

it("CONTRIBUTING links to what exists", () => {
  expect(new Page("CONTRIBUTING.md").brokenLinks()).toEqual([]);
});
