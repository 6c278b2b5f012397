import { cpuTime } from "@peekjs/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { redactPath, redactSegments } from "../../src/privacy/redact-path.ts";

describe("redactPath", () => {
  it.each([
    ["/reset/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dBjftJeZ4CVP", "/reset/[redacted]"],
    ["/users/jane.doe@example.com/orders", "/users/[redacted]/orders"],
    ["/users/jane%40example.com", "/users/[redacted]"],
    ["/verify/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b", "/verify/[redacted]"],
    ["/t/sk_live_51HxY2eZvKYlo2C0Rr8PqZ", "/t/[redacted]"],
  ])("replaces the secret in %s", (path, redacted) => {
    expect(redactPath(path)).toBe(redacted);
  });

  it.each([
    ["/a#token=x", "/a"],
    ["/a/#/reset/7", "/a/"],
    ["#", ""],
    [`/users/jane@example.com#${"/a".repeat(20)}`, "/users/[redacted]"],
  ])("cuts the fragment of %s", (path, cut) => {
    expect(redactPath(path)).toBe(cut);
  });

  it.each([
    `/${"a".repeat(15_000)}`,
    `/${"1".repeat(15_000)}`,
    `/${"%40.".repeat(4_000)}@`,
    `/${"a@".repeat(8_000)}.`,
  ])("takes no longer for a path that was made to be slow", (path) => {
    expect(cpuTime(() => redactPath(path))).toBeLessThan(50);
  });

  it.each([
    "/users/7",
    "/orders/3f2504e0-4f89-11d3-9a0c-0305e82c3301",
    "/carts/507f1f77bcf86cd799439011",
    "/carts/01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "/articles/how-to-write-a-very-long-title-with-20-words-in-2026",
    "/static/app.main.component.bundle.js",
    "/",
    "",
  ])("leaves %s alone", (path) => {
    expect(redactPath(path)).toBe(path);
  });

  it("finds with its quick look whatever a thorough one does", () => {
    const pieces = fc.constantFrom(
      "/",
      "a",
      "7",
      "-",
      ".",
      "@",
      "%40",
      "abcdefgh",
      "eyJhbGciOi",
      "é",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const path = parts.join("");
        expect(redactPath(path)).toBe(redactSegments(path));
      }),
      { numRuns: 1_000, examples: [[["eyJhbGciOi", ".", "abcdefgh", "."]]] },
    );
  });
});
