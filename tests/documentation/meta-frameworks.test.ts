import { expect, it } from "vitest";
import { Page } from "./support/page.ts";

it("the guide to meta-frameworks links to what exists", () => {
  expect(new Page("docs/guides/meta-frameworks.md").brokenLinks()).toEqual([]);
});
