import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";

type Conditions = { readonly [condition: string]: string | Conditions };

const CORE = fileURLToPath(new URL("../../packages/core/", import.meta.url));
const { exports } = JSON.parse(readFileSync(join(CORE, "package.json"), "utf8")) as {
  exports: Record<string, string | Conditions>;
};

type Flavour = "edge" | "process" | "node";

/** What each runtime, or a bundler for it, resolves with, and which of the three clients it gets. */
const RUNTIMES: [runtime: string, conditions: readonly string[], flavour: Flavour][] = [
  ["workerd", ["workerd", "worker", "browser"], "edge"],
  ["Vercel's edge runtime", ["edge-light", "worker", "browser"], "edge"],
  ["a browser", ["browser"], "edge"],
  ["Deno", ["deno", "node"], "process"],
  ["Bun", ["bun", "node"], "process"],
  ["Node", ["node"], "node"],
  ["a runtime that names itself in no way", [], "edge"],
];

/** For which of the clients a file is, by its name; one that names none is for all processes. */
function flavoursOf(file: string): readonly Flavour[] {
  const flavour = /\.(edge|process|node)\.(?:d\.)?[jt]s$/.exec(file)?.[1] as Flavour | undefined;
  return flavour === undefined ? ["process", "node"] : [flavour];
}

function resolve(
  target: string | Conditions,
  conditions: readonly string[],
  extra: readonly string[],
): string {
  if (typeof target === "string") return target;
  const known = new Set([...conditions, ...extra, "import", "default"]);
  const [, next] = Object.entries(target).find(([name]) => known.has(name))!;
  return resolve(next, conditions, extra);
}

/** Where both sides of a path are: in the sources, and in what is published. */
const stem = (file: string): string => file.replace(/^\.\/(?:src|dist)\/|(?:\.d)?\.[jt]s$/g, "");

/** For servers of Node's and for the tools of its disk: the same wherever they are asked for. */
const OF_NODE = new Set(["./node-http", "./spool"]);
const subpaths = Object.keys(exports).filter(
  (name) => !name.endsWith(".json") && !OF_NODE.has(name),
);

describe.each(RUNTIMES)("on %s", (_, conditions, flavour) => {
  test.each(subpaths)("%s is of the same client as all others", (subpath) => {
    const file = resolve(exports[subpath]!, conditions, []);
    expect(flavoursOf(file)).toContain(flavour);
  });

  test.each(subpaths)("%s is the same in the sources", (subpath) => {
    const published = resolve(exports[subpath]!, conditions, []);
    expect(stem(resolve(exports[subpath]!, conditions, ["@peekjs/source"]))).toBe(stem(published));
  });

  test.each(subpaths)("%s has the types of what runs", (subpath) => {
    // TypeScript that resolves as bundlers do is told no runtime, also where it checks an adapter for Node.
    if (conditions.length === 0 && subpath === "./adapter") return;
    const published = resolve(exports[subpath]!, conditions, []);
    expect(stem(resolve(exports[subpath]!, conditions, ["types"]))).toBe(stem(published));
  });
});

async function load(conditions: readonly string[]): Promise<{ mount(): unknown }> {
  const contents = `
    import { createPeek } from "@peekjs/core";
    import { createMount } from "@peekjs/core/adapter";
    const adapter = { name: "plain", version: "1", routeOf: () => undefined };
    const client = createPeek({ disabled: true });
    export const mount = () => createMount(client, { captureHeaders: true }, adapter);
  `;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: join(CORE, "../hono/test"), loader: "js" },
    conditions: ["@peekjs/source", ...conditions],
    bundle: true,
    write: false,
    format: "esm",
    platform: "neutral",
    mainFields: [],
    external: ["node:*"],
    logLevel: "silent",
  });
  const { text } = outputFiles[0]!;
  return import(`data:text/javascript,${encodeURIComponent(text)}`);
}

test.each(RUNTIMES.filter(([, , flavour]) => flavour === "edge"))(
  "on %s details that are asked for and not imported are told, not left out",
  async (_, conditions) => {
    const { mount } = await load(conditions);
    expect(mount).toThrow(expect.objectContaining({ code: "PEEK_E_NOT_IMPORTED" }));
  },
);

test.each(["process", "node"])("the %s client needs no such import", async (flavour) => {
  const [, conditions] = RUNTIMES.find((runtime) => runtime[2] === flavour)!;
  const { mount } = await load([...conditions]);
  expect(mount).not.toThrow();
});
