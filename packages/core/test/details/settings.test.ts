import { expect, test } from "vitest";
import { readDetailSettings } from "../../src/details/settings.ts";
import { createMount } from "../../src/adapter.ts";
import { createPeek } from "../../src/index.node.ts";

test.each([
  [{ captureHeaders: "yes" }, /captureHeaders must be true, false or rules, got yes/],
  [{ captureHeaders: { request: [1] } }, /captureHeaders.request must be an array of texts/],
  [{ captureBody: { maxBytes: 0 } }, /captureBody.maxBytes must be a number from 1 to 65536/],
  [{ captureBody: { contentTypes: "text/*" } }, /captureBody.contentTypes/],
  [{ captureQuery: { only: "a" } }, /captureQuery.only/],
  [{ captureErrorStack: 1 }, /captureErrorStack/],
  [{ captureSampling: { share: 2 } }, /captureSampling.share must be a number from 0 to 1, got 2/],
  [{ captureSampling: { perSecond: 0 } }, /captureSampling.perSecond/],
  [{ mask: { names: [1] } }, /mask.names/],
  [{ mask: { patterns: ["x"] } }, /mask.patterns must be an array of regular expressions/],
])("%j is refused", (options, message) => {
  const refusal = expect.objectContaining({
    code: "PEEK_E_OPTION",
    message: expect.stringMatching(message),
  });
  expect(() => readDetailSettings(options as never)).toThrow(refusal);
  expect(() => createPeek({ ...(options as object), disabled: true })).toThrow(refusal);
  const adapter = { name: "plain", version: "1", routeOf: () => undefined };
  expect(() => createMount(createPeek({ disabled: true }), options as never, adapter)).toThrow(
    refusal,
  );
});
