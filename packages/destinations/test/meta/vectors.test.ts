import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ParamBuilder } from "capi-param-builder-nodejs";
import { expect, it } from "vitest";
import { readSurroundings } from "../../src/event/surroundings.ts";
import { metaUserData } from "../../src/meta/user-data.ts";
import { readPerson } from "../../src/personal/person.ts";

interface Vectors {
  docVectors: { key: Key; input: string; sha256: string; officialSdkGives: string }[];
  sdkVectors: { key: Key; input: string; sdkResult: string | null }[];
  paramBuilder_1_3_2: { key: Key; input: string; builderResult: string | null }[];
}

type Key = keyof typeof FIELDS;

const FIELDS = {
  em: "email",
  ph: "phone",
  fn: "firstName",
  ln: "lastName",
  db: "birthday",
  ge: "gender",
  ct: "city",
  st: "state",
  zp: "zip",
  country: "country",
  external_id: "externalId",
} as const;

const BUILDER_KEYS = {
  em: "email",
  ph: "phone",
  fn: "first_name",
  ln: "last_name",
  db: "date_of_birth",
  ge: "gender",
  ct: "city",
  st: "state",
  zp: "zip_code",
  country: "country",
  external_id: "external_id",
} as const;

const { docVectors, sdkVectors, paramBuilder_1_3_2 }: Vectors = JSON.parse(
  readFileSync(join(import.meta.dirname, "../vectors/meta.json"), "utf8"),
);

function hashOf(key: Key, input: string): string | undefined {
  const event = { type: "track", timestamp: 0, userData: { [FIELDS[key]]: input } } as const;
  const userData = metaUserData(readPerson(event), [], readSurroundings(event), 0, undefined);
  return [userData[key]].flat()[0];
}

/** Where Meta's SDK differs from its documentation, which is followed. */
const SDK_DIFFERS: Record<string, string> = {
  "ph 650.555.1212": "keeps the dots; the documentation: remove symbols",
  "ct Coeur d'Alene": "keeps the apostrophe; the documentation: no special characters",
  "st California": "does not abbreviate; the documentation: the 2-character abbreviation code",
  "country USA": "throws; the documentation: lowercase 2-letter codes, of which USA names one",
  "country United States": "throws",
  "fn O'Neil": "keeps the apostrophe; the documentation: no punctuation",
  "ln Van  Der": "keeps the spaces",
};

/** Where Meta's parameter builder differs from its documentation. */
const BUILDER_DIFFERS: Record<string, string> = {
  "ct São Paulo": "drops the ã; the documentation: UTF-8 is allowed",
  "st New South Wales": "cuts to two letters; the documentation: states outside the US in full",
  "zp M1 1AE": "keeps the space; the documentation: no spaces",
  "external_id ABC 123": "drops the space; the SDK does not, the documentation does not say",
};

it.each(docVectors)("hashes $key $input as Meta documents it", ({ key, input, sha256 }) => {
  expect(hashOf(key, input)).toBe(sha256);
});

it.each(sdkVectors)("hashes $key $input as Meta's SDK, or as documented", (vector) => {
  const { key, input, sdkResult } = vector;
  const isHash = sdkResult !== null && /^[0-9a-f]{32,64}$/.test(sdkResult);
  const differs = Object.hasOwn(SDK_DIFFERS, `${key} ${input}`);
  if (differs) expect(hashOf(key, input)).not.toBe(sdkResult);
  else expect(hashOf(key, input)).toBe(isHash ? sdkResult : undefined);
});

it.each(paramBuilder_1_3_2)("hashes $key $input as Meta's builder, or as documented", (vector) => {
  const { key, input, builderResult } = vector;
  const differs = Object.hasOwn(BUILDER_DIFFERS, `${key} ${input}`);
  const hash = builderResult?.split(".")[0];
  if (differs) expect(hashOf(key, input)).not.toBe(hash);
  else expect(hashOf(key, input)).toBe(hash);
});

it("hashes as the parameter builder that is installed, wherever its recorded answers hold", () => {
  const builder = new ParamBuilder(["example.com"]);
  for (const { key, input } of paramBuilder_1_3_2) {
    const answer: string | null = builder.getNormalizedAndHashedPII(input, BUILDER_KEYS[key]);
    if (Object.hasOwn(BUILDER_DIFFERS, `${key} ${input}`)) continue;
    expect(hashOf(key, input)).toBe(answer?.split(".")[0]);
  }
});

it("puts the default country's code in front of national numbers", () => {
  const event = { type: "track", timestamp: 0, userData: { phone: "(650)555-1212" } } as const;
  const userData = metaUserData(readPerson(event), [], readSurroundings(event), 0, "US");
  expect(userData.ph).toEqual(["e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176"]);
});
