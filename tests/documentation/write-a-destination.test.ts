import { pathToFileURL } from "node:url";
import { describe } from "vitest";
import { Page } from "./support/page.ts";
import { SnippetFolder } from "./support/snippet-folder.ts";

const [destination, test] = new Page("docs/guides/write-a-destination.md").snippets;
const folder = new SnippetFolder();
folder.write("newsletter.ts", destination!);
const suite = folder.write("newsletter.suite.ts", test!);

describe("the destination of the guide", async () => {
  await import(pathToFileURL(suite).href);
});
