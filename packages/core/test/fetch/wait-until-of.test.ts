import { expect, test, vi } from "vitest";
import { waitUntilOf } from "../../src/fetch/wait-until-of.ts";

const refusing = new Proxy(
  {},
  {
    get() {
      throw new TypeError("no such binding");
    },
  },
);

test.each([
  ["behind an environment that refuses names", [refusing]],
  ["behind nothing", [undefined, null]],
  ["behind something else of that name", [{ waitUntil: "later" }]],
  ["first", []],
])("the platform's waitUntil, %s, keeps the context that it is of", (_, before) => {
  const waitUntil = vi.fn();
  const context = { waitUntil };
  const work = Promise.resolve();
  waitUntilOf([...before, context])!(work);
  expect(waitUntil).toHaveBeenCalledExactlyOnceWith(work);
  expect(waitUntil.mock.contexts).toEqual([context]);
});

test("nothing that holds a waitUntil", () => {
  expect(waitUntilOf([refusing, 7, {}])).toBeUndefined();
});
