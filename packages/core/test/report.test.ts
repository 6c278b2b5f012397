import { describe, expect, it } from "vitest";
import { internalError } from "../src/report.ts";

describe("internalError", () => {
  it("survives what no text can be made of", () => {
    expect(internalError(Object.create(null))).toMatchObject({ code: "PEEK_E_INTERNAL" });
  });
});
