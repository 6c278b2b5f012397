import { cpuTime } from "@peekjs/testing";
import { expect, test } from "vitest";
import { layerTemplate } from "../../src/route/layer-template.ts";
import type { Layer } from "../../src/route/layer.ts";

/** A layer of Express 4, as it compiles a mount path, or several. */
function compiled(regexp: RegExp, ...names: (string | number)[]): Layer {
  const keys = names.map((name) => ({ name }));
  return { handle: undefined, match: (path) => regexp.test(path), regexp, keys };
}

/** A layer of a router that keeps neither pattern nor expression. */
function opaque(expression: RegExp): Layer {
  const match = (path: string) => {
    const [taken] = expression.exec(path) ?? [];
    return taken === undefined ? false : { path: taken, params: {} };
  };
  return { handle: undefined, match };
}

const LONG = "a".repeat(15_000);

test.each<[what: string, layer: Layer, path: string, template: string | undefined]>([
  ["a parameter", compiled(/^\/t\/(?:([^/]+?))\/?(?=\/|$)/i, "id"), `/t/${LONG}`, "/t/:id"],
  [
    "a group of an app's own expression, beside a text",
    compiled(/(?:^\/t\/?(?=\/|$))|(?:^\/x(.*))/i, 0),
    `/x${LONG}`,
    "/x*",
  ],
  [
    "an app's own expression, beside a text",
    compiled(/(?:^\/t\/?(?=\/|$))|(?:^\/x.*)/i),
    `/x${LONG}`,
    undefined,
  ],
  ["what nobody knows", opaque(/^\/[^/]+/), `/${LONG}`, undefined],
])("takes no long time for a long path that %s takes", (_, layer, path, template) => {
  let found: unknown;
  expect(cpuTime(() => (found = layerTemplate(layer, { path, params: {} })))).toBeLessThan(50);
  expect(found).toBe(template);
});
