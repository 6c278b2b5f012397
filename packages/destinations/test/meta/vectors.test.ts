import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readSurroundings } from "../../src/event/surroundings.ts";
import { metaUserData } from "../../src/meta/user-data.ts";
import { readPerson } from "../../src/personal/person.ts";
import { builderHash, peekHash, sdkHash, type Key } from "./official-libraries.ts";

interface Vectors {
  docVectors: { key: Key; input: string; sha256: string; officialSdkGives: string }[];
  sdkVectors: { key: Key; input: string; sdkResult: string | null }[];
  paramBuilder_1_3_2: { key: Key; input: string; builderResult: string | null }[];
}

const { docVectors, sdkVectors, paramBuilder_1_3_2 }: Vectors = JSON.parse(
  readFileSync(join(import.meta.dirname, "../vectors/meta.json"), "utf8"),
);

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
  expect(peekHash(key, input)).toBe(sha256);
});

it.each(sdkVectors)("hashes $key $input as Meta's SDK, or as documented", (vector) => {
  const { key, input, sdkResult } = vector;
  const isHash = sdkResult !== null && /^[0-9a-f]{32,64}$/.test(sdkResult);
  const differs = Object.hasOwn(SDK_DIFFERS, `${key} ${input}`);
  if (differs) expect(peekHash(key, input)).not.toBe(sdkResult);
  else expect(peekHash(key, input)).toBe(isHash ? sdkResult : undefined);
});

it.each(paramBuilder_1_3_2)("hashes $key $input as Meta's builder, or as documented", (vector) => {
  const { key, input, builderResult } = vector;
  const differs = Object.hasOwn(BUILDER_DIFFERS, `${key} ${input}`);
  const hash = builderResult?.split(".")[0];
  if (differs) expect(peekHash(key, input)).not.toBe(hash);
  else expect(peekHash(key, input)).toBe(hash);
});

it("has the answers of the libraries that are installed", () => {
  for (const { key, input, sdkResult } of sdkVectors) {
    const isHash = sdkResult !== null && !sdkResult.startsWith("THROWS");
    expect(sdkHash(key, input)).toBe(isHash ? sdkResult : undefined);
  }
  for (const { key, input, builderResult } of paramBuilder_1_3_2) {
    expect(builderHash(key, input)).toBe(builderResult?.split(".")[0]);
  }
});

it("puts the default country's code in front of national numbers", () => {
  const event = { type: "track", timestamp: 0, userData: { phone: "(650)555-1212" } } as const;
  const userData = metaUserData(readPerson(event), [], readSurroundings(event), 0, "US");
  expect(userData.ph).toEqual(["e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176"]);
});
