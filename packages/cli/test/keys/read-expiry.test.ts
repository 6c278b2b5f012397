import { expect, test } from "vitest";
import { readExpiry } from "../../src/keys/read-expiry.ts";

const NOW = Date.parse("2030-01-31T12:00:00Z");

test.each([
  ["12h", "2030-02-01T00:00:00.000Z"],
  ["90d", "2030-05-01T12:00:00.000Z"],
  ["2w", "2030-02-14T12:00:00.000Z"],
  ["2030-03-01", "2030-03-01T00:00:00.000Z"],
  ["2032-02-29", "2032-02-29T00:00:00.000Z"],
  ["2030-03-01T10:30", "2030-03-01T10:30:00.000Z"],
  ["2030-03-01T10:30:15Z", "2030-03-01T10:30:15.000Z"],
  ["2030-03-01T10:30:15.250+02:00", "2030-03-01T08:30:15.250Z"],
  ["9999-12-31", "9999-12-31T00:00:00.000Z"],
  ["9999-12-31T23:59-12:00", "9999-12-31T23:59:59.999Z"],
])("reads %s", (given, expiry) => {
  expect(readExpiry({ expires: given }, NOW)).toBe(expiry);
});

test("is none where none was asked for", () => {
  expect(readExpiry({}, NOW)).toBeUndefined();
});

test.each([
  ["", "nothing"],
  ["0d", "no time at all"],
  ["-1d", "the past"],
  ["90", "no unit"],
  ["6m", "a unit that might be minutes or months"],
  ["1.5d", "a fraction"],
  ["1e3d", "another notation"],
  ["tomorrow", "a word"],
  ["2030-01-31", "the past"],
  ["2030-01-31T12:00:00Z", "now"],
  ["2031-02-29", "a day that does not exist"],
  ["2031-13-01", "a month that does not exist"],
  ["2031-01-01T25:00", "an hour that does not exist"],
  ["2031-1-1", "another form"],
  ["01/02/2031", "another form"],
  ["1999999999999", "milliseconds"],
])("refuses %j: %s", (given) => {
  expect(() => readExpiry({ expires: given }, NOW)).toThrow(
    expect.objectContaining({
      code: "PEEK_E_USAGE",
      message: expect.stringMatching(/^--expires .*90d/),
    }) as Error,
  );
});
