import { expect, it } from "vitest";
import { Page } from "./support/page.ts";
import { SnippetFolder } from "./support/snippet-folder.ts";

const folder = new SnippetFolder();

interface Identifying {
  default(this: void, request: unknown): unknown;
}

/** What the frameworks give of a request that has no header. */
const REQUEST = {
  get: () => "",
  headers: new Headers(),
  req: { header: () => undefined },
  request: new Request("http://localhost/"),
};

const PAGES = ["elysia", "express", "fastify", "h3", "hapi", "hono", "koa", "node"]
  .map((name) => `packages/${name}/README.md`)
  .concat("README.md", "docs/guides/adapters.md", "docs/migrate/peekapi.md");

it.each(PAGES)(
  "%s: who sends no tenant is left to the credential, and is not anonymous",
  async (path) => {
    const text = new Page(path).text.replaceAll(/peekapi\(.*\)/g, "");
    const functions = [
      ...text.matchAll(/\([^()]*\) => [^=;`]*?"x-tenant[\w-]*"[\])].*?(?=,? ?[`}\n])/g),
    ];
    expect(functions.length).toBeGreaterThan(0);
    for (const [index, [code]] of functions.entries()) {
      const name = `${path.replaceAll("/", "-")}-${index}.js`;
      const file = folder.write(name, `export default ${code};`);
      const { default: identify } = (await import(file)) as Identifying;
      // An empty text asks the credential too.
      expect(identify(REQUEST) || undefined, code).toBeUndefined();
      expect(identify(REQUEST), code).not.toBeNull();
    }
  },
);
