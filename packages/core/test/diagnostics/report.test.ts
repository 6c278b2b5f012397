import { PeekError } from "@peekjs/protocol";
import { describe, expect, it } from "vitest";
import { createReport, internalError } from "../../src/diagnostics/report.ts";

const trouble = new PeekError("PEEK_E_TROUBLE", "Something failed.");

describe("createReport", () => {
  it("survives a handler that throws, rejects, or causes what it is told of", async () => {
    let told = 0;
    const report = createReport(
      () => {
        told++;
        report(trouble);
        throw new Error("no");
      },
      () => undefined,
    );
    report(trouble);
    report(trouble);
    expect(told).toBe(2);
    const rejecting = createReport(
      async () => Promise.reject(new Error("no")),
      () => undefined,
    );
    rejecting(trouble);
    await new Promise((resolve) => setImmediate(resolve));
  });
});

describe("internalError", () => {
  it("survives what no text can be made of", () => {
    expect(internalError(Object.create(null))).toMatchObject({ code: "PEEK_E_INTERNAL" });
  });
});
