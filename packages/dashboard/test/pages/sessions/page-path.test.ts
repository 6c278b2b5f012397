import { expect, it } from "vitest";
import { pagePath } from "../../../src/pages/sessions/page-path.ts";

it.each([
  ["https://x.test/a/b?c=1#d", "/a/b?c=1"],
  ["https://x.test", "/"],
  ["/a", "/a"],
  ["app:home", "app:home"],
  ["", ""],
])("of %s is %s", (page, path) => {
  expect(pagePath(page)).toBe(path);
});
