import { describe, expect, it } from "vitest";
import { normaliseBirthday } from "../../src/personal/birthday.ts";
import { normaliseCountry } from "../../src/personal/country.ts";
import { normaliseEmail } from "../../src/personal/email.ts";
import { hashed } from "../../src/personal/hash.ts";
import { normaliseE164, normalisePhone } from "../../src/personal/phone.ts";
import { normaliseState } from "../../src/personal/state.ts";

const NOW = Date.parse("2026-01-02");

it.each([
  ["2/16/1997", "19970216"],
  ["02-16-1997", "19970216"],
  ["16.2.1997", "19970216"],
  ["1997-02-16", "19970216"],
  ["1997/2/6", "19970206"],
  ["19970216", "19970216"],
  ["02161997", "19970216"],
  ["1997-02-16T00:00:00.000Z", "19970216"],
  ["2/30/1997", undefined],
  ["1899-01-01", undefined],
  ["2027-01-01", undefined],
  ["yesterday", undefined],
])("reads the date of birth %s as %s", (text, date) => {
  expect(normaliseBirthday(text, NOW)).toBe(date);
});

it.each([
  ["US", "us"],
  ["usa", "us"],
  ["United  States", "us"],
  ["uk", "gb"],
  ["DEU", "de"],
  ["Germany", "de"],
  ["Côte d’Ivoire", "ci"],
  ["Turkey", "tr"],
  ["ZZ", undefined],
  ["DD", undefined],
  ["Atlantis", undefined],
])("reads the country %s as %s", (text, code) => {
  expect(normaliseCountry(text)).toBe(code);
});

it.each([
  ["California", "ca"],
  ["New York", "ny"],
  ["ON", "on"],
  ["Québec", "québec"],
  ["Bayern", "bayern"],
])("reads the state %s as %s", (text, state) => {
  expect(normaliseState(text)).toBe(state);
});

describe("a phone number", () => {
  it.each([
    ["(650)555-1212", "US", "16505551212"],
    ["1 650 555 1212", "US", "16505551212"],
    ["0170 1234567", "DE", "491701234567"],
    ["49 170 1234567", "DE", "491701234567"],
    ["06 1234567", "IT", "39061234567"],
    ["+44 20 7946 0958", "US", "442079460958"],
    ["0044 20 7946 0958", "US", "442079460958"],
    ["650.555.1212", undefined, "6505551212"],
    ["650.555.1212", "XX", "6505551212"],
    ["12345", undefined, undefined],
    ["none", undefined, undefined],
  ])("%s of %s is %s", (phone, country, digits) => {
    expect(normalisePhone(phone, country)).toBe(digits);
  });

  it("has a plus sign in E.164", () => {
    expect(normaliseE164("1(650)555-1212")).toBe("+16505551212");
  });
});

describe("what an app has hashed before", () => {
  const sha = "A".repeat(64);
  it.each([
    [sha, sha.toLowerCase()],
    [`${sha}.AQQCAQMC`, sha.toLowerCase()],
    ["b".repeat(32), undefined],
  ])("%s goes as %s", (value, hash) => {
    expect(hashed(value, normaliseEmail)).toBe(hash);
  });
});
