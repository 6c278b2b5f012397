import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { covers, prefixExpression } from "../../src/route/pattern.ts";

const segment = fc.constantFrom(
  "a",
  "A",
  ":id",
  "*rest",
  "{b}",
  "a.b",
  "(c)",
  "%41",
  "$",
  "[x]",
  "",
);
const path = fc
  .array(segment, { maxLength: 4 })
  .map((segments) => segments.map((s) => `/${s}`).join(""));

describe("prefixExpression", () => {
  it("matches no path that the template does not cover", () => {
    fc.assert(
      fc.property(path, path, (template, concrete) => {
        fc.pre(prefixExpression(template).test(concrete));
        expect(covers(template, concrete)).toBe(true);
      }),
    );
  });

  it.each([
    ["", "/users/1"],
    ["/api", "/api"],
    ["/api", "/API/users"],
    ["/tenants/:tenant", "/tenants/7/users"],
    ["/a.b/:x-:y", "/a.b/1-2"],
  ])("%j matches %j", (template, concrete) => {
    expect(prefixExpression(template).test(concrete)).toBe(true);
  });

  it.each([
    ["/api", "/apis"],
    ["/a.b", "/aXb"],
    ["/tenants/:tenant", "/tenants"],
  ])("%j does not match %j", (template, concrete) => {
    expect(prefixExpression(template).test(concrete)).toBe(false);
  });
});
