import { expect, it } from "vitest";
import { refuseOldNames } from "../../src/options/old-names.ts";

it.each([
  ["host", "`host` is another client's option. Here it is `endpoint`."],
  [
    "enable",
    "`enable` is another client's option. Here it is `disabled`, with the opposite value.",
  ],
  [
    "axiosRetryConfig",
    "`axiosRetryConfig` is another client's option. Here it is `maxRetries`, a number.",
  ],
  [
    "logLevel",
    "`logLevel` is another client's option. Here it is `debug`, true or false; troubles go to `onError`.",
  ],
  [
    "tlsOptions",
    "`tlsOptions` is another client's option. Here it is `tls`, of `ca`, `cert` and `key` alone.",
  ],
  ["path", "`path` is another client's option. Here it is `endpoint`, a URL with that path."],
])("refuses another client's %s, and names ours and what it takes", (name, message) => {
  expect(() => refuseOldNames({ apiKey: "k", [name]: "x" })).toThrow(
    expect.objectContaining({ code: "PEEK_E_OPTION", message }),
  );
});

it("takes what it does not know, also what every object has", () => {
  expect(() => refuseOldNames({ toString: undefined, region: "eu" })).not.toThrow();
});
