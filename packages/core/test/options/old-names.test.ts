import { expect, it } from "vitest";
import { refuseOldNames } from "../../src/options/old-names.ts";

it("refuses another client's option, and names ours", () => {
  expect(() => refuseOldNames({ apiKey: "k", host: "https://peek.example.com" })).toThrow(
    expect.objectContaining({
      code: "PEEK_E_OPTION",
      message: expect.stringContaining("host is another client's option, here it is endpoint"),
    }),
  );
});

it("takes what it does not know, also what every object has", () => {
  expect(() => refuseOldNames({ toString: undefined, region: "eu" })).not.toThrow();
});
