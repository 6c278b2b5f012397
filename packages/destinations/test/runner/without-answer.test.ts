import { expect, it } from "vitest";
import { withoutAnswer, withPlaceOfAnswer } from "../../src/runner/without-answer.ts";

it.each([
  ['answered 422: {"email":"ada@example.com"}', "answered 422"],
  ["answered 400, code 190: Invalid token of ada", "answered 400, code 190"],
  ["answered 400, code 100/33: no message", "answered 400, code 100/33"],
  [
    "answered 200 (is this the Events API?): <p>ada (x): 1",
    "answered 200 (is this the Events API?)",
  ],
])("leaves out what a destination said: %s", (reason, shown) => {
  expect(withoutAnswer(reason)).toBe(shown);
  expect(withPlaceOfAnswer(reason)).toBe(`${shown} (lastFailure of stats() has the answer)`);
});

it.each([
  "answered 503",
  "answered with status 101",
  "gave no answer within 40 ms",
  "failed: connect ECONNREFUSED 203.0.113.1:443",
  "the event is older than the destination takes",
  "took 2 of 3 events",
])("leaves alone what peek itself says: %s", (reason) => {
  expect(withoutAnswer(reason)).toBe(reason);
  expect(withPlaceOfAnswer(reason)).toBe(reason);
});
