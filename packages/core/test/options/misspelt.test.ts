import { expect, it, test } from "vitest";
import { reportMisspelt, reportOptionsOfClient } from "../../src/options/misspelt.ts";

function reported(given: object): Error[] {
  const errors: Error[] = [];
  reportMisspelt(given, (error) => errors.push(error));
  return errors;
}

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
  const message = `No options of peek, and without effect: \`${name}\` (did you mean \`${ours}\`?). Rename or remove them.`;
  expect(reported({ service: "a", [name]: 1 })).toMatchObject([{ code: "PEEK_W_OPTION", message }]);
});

test("of several it says so at once", () => {
  const both = "`sampelRate` (did you mean `sampleRate`?), `timeouts` (did you mean `timeout`?)";
  const message: unknown = expect.stringContaining(both);
  expect(reported({ sampelRate: 1, timeouts: 1 })).toMatchObject([{ message }]);
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
  expect(reported(Object.fromEntries([[name, 1]]))).toEqual([]);
});

it("takes every option", () => {
  expect(reported({ endpoint: "a", mask: {}, ignore: undefined, tls: {} })).toEqual([]);
});

test("of the client's options says that an adapter does nothing with them", () => {
  const errors: Error[] = [];
  const given = {
    service: "orders",
    captureBody: true,
    mask: {},
    timeout: undefined,
    endpoint: "a",
  };
  reportOptionsOfClient(given, (error) => errors.push(error));
  const message =
    "Options of the client, and without effect on an adapter: `endpoint`, `service`. Give them to createPeek(), and the adapter what it returns.";
  expect(errors).toMatchObject([{ code: "PEEK_W_OPTION", message }]);
});

it.each(["identifyConsumer", "ignore", "clientAddress", "mask", "captureErrorStack", "logLevel"])(
  "says nothing of an adapter's %s",
  (name) => {
    const errors: Error[] = [];
    reportOptionsOfClient({ [name]: 1 }, (error) => errors.push(error));
    expect(errors).toEqual([]);
  },
);
