import { expect, it } from "vitest";
import { parseHttpDate } from "../src/http-date.ts";

const TIME = Date.parse("1994-11-06T08:49:37Z");

it.each([
  ["Sun, 06 Nov 1994 08:49:37 GMT", TIME],
  ["Sunday, 06-Nov-94 08:49:37 GMT", TIME],
  ["Sun Nov  6 08:49:37 1994", TIME],
  ["soon", Number.NaN],
  ["", Number.NaN],
])("reads %j in GMT, wherever the process is", (text, time) => {
  expect(parseHttpDate(text)).toBe(time);
});
