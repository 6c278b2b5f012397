import { expect, it, test } from "vitest";
import { misspeltOptions } from "../../src/options/misspelt.ts";

it.each([
  ["captureBodies", "captureBody"],
  ["captureHeader", "captureHeaders"],
  ["masks", "mask"],
  ["ignroe", "ignore"],
  ["api_key", "apiKey"],
  ["APIKey", "apiKey"],
  ["endPoint", "endpoint"],
  ["identifyConsumers", "identifyConsumer"],
  ["onErrors", "onError"],
])("of %s says that it has no effect, and that %s may be meant", (name, ours) => {
  expect(misspeltOptions({ service: "a", [name]: 1 })).toMatchObject({
    code: "PEEK_W_OPTION",
    message: `No options of peek, and without effect: \`${name}\` (did you mean \`${ours}\`?). Rename or remove them.`,
  });
});

test("of several it says so at once", () => {
  expect(misspeltOptions({ sampelRate: 1, timeouts: 1 })?.message).toContain(
    "`sampelRate` (did you mean `sampleRate`?), `timeouts` (did you mean `timeout`?)",
  );
});

it.each([
  "prefix",
  "logLevel",
  "logSerializers",
  "client",
  "name",
  "region",
  "toString",
  "",
  "__proto__",
])("leaves %j alone, which resembles no option", (name) => {
  expect(misspeltOptions(Object.fromEntries([[name, 1]]))).toBeUndefined();
});

it("takes every option", () => {
  expect(misspeltOptions({ endpoint: "a", mask: {}, ignore: undefined, tls: {} })).toBeUndefined();
});
