import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { Page } from "./support/page.ts";
import { SnippetFolder } from "./support/snippet-folder.ts";

const guide = new Page("docs/guides/write-an-adapter.md");
const [adapter, test] = guide.snippets;
const folder = new SnippetFolder();
folder.write("peek.ts", adapter!);
folder.write(
  "app.ts",
  `import Koa from "koa";
   import { startApp as start } from "../../../packages/koa/test/app.ts";
   export const startApp = (setup: never, peek: never) => start(Koa, setup, peek);`,
);
const suite = folder.write("adapter.suite.ts", test!);

describe("the adapter of the guide", async () => {
  await import(pathToFileURL(suite).href);
});

it("links to what exists", () => {
  expect(guide.brokenLinks()).toEqual([]);
});
