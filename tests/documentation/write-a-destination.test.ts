import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe } from "vitest";

const root = join(import.meta.dirname, "../..");
const guide = readFileSync(join(root, "docs/guides/write-a-destination.md"), "utf8");
const [destination, test] = [...guide.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code!);

// Beside this file, so that its imports find the packages.
const folder = mkdtempSync(join(import.meta.dirname, "snippet-destination-"));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, "newsletter.ts"), destination!);
writeFileSync(join(folder, "newsletter.suite.ts"), test!);

describe("the destination of the guide", async () => {
  await import(pathToFileURL(join(folder, "newsletter.suite.ts")).href);
});
