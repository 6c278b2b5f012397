import { describe, expect, it } from "vitest";
import { checkTls } from "../../src/options/tls.ts";

describe("tls", () => {
  it.each([
    undefined,
    {},
    { ca: "pem" },
    { ca: ["pem", Buffer.from("pem")], cert: Buffer.from("pem"), key: "pem" },
    { ca: "pem", rejectUnauthorized: undefined },
  ])("takes %j", (tls) => {
    expect(() => checkTls(tls)).not.toThrow();
  });

  it.each([
    ["rejectUnauthorized", { rejectUnauthorized: false }],
    ["lookup", { ca: "pem", lookup: () => undefined }],
  ])("refuses %s, which would let another answer", (name, tls) => {
    expect(() => checkTls(tls)).toThrow(
      expect.objectContaining({
        code: "PEEK_E_OPTION",
        message: expect.stringContaining(`not ${name}.`),
      }),
    );
  });

  it.each(["pem", null, ["pem"], 1])("refuses %j", (tls) => {
    expect(() => checkTls(tls)).toThrow(expect.objectContaining({ code: "PEEK_E_OPTION" }));
  });
});
