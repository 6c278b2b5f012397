import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { mentionsOf } from "../../../src/destinations/node/mentions.ts";

const mentions = mentionsOf(["Ada", "device-1"]);
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

it.each([
  { userId: "Ada" },
  { user: { external_id: [sha256("ada")] } },
  { data: [{ a: 1 }, { anonymousId: "device-1" }] },
  { externalId: sha256("Ada") },
])("knows the user in %j", (payload) => {
  expect(mentions(JSON.stringify(payload))).toBe(true);
});

it.each([{ userId: "Adam" }, { Ada: 1 }, { text: "Ada bought it" }, [], null, "x"])(
  "does not know the user in %j",
  (payload) => {
    expect(mentions(JSON.stringify(payload))).toBe(false);
  },
);

it("knows nobody in what cannot be read", () => {
  expect(mentions('{"userId":"Ada"')).toBe(false);
});
