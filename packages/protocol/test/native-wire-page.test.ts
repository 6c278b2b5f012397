import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readEnvelope } from "../src/index.ts";
import { bytes } from "./decode/envelopes.ts";

const page = readFileSync(
  new URL("../../../docs/reference/native-wire.md", import.meta.url),
  "utf8",
);
const examples = Array.from(page.matchAll(/^```json\n(.*?)^```/gms), ([, json]) => json!);

describe("the envelopes that docs/reference/native-wire.md shows", () => {
  it("are two", () => {
    expect(examples).toHaveLength(2);
  });

  it.each(examples)("are read without a complaint: %s", (json) => {
    const { sentAt } = JSON.parse(json) as { sentAt: number };
    const { rejected, warnings, batch } = readEnvelope(bytes(json), { receivedAt: sentAt });
    expect({ rejected, warnings }).toEqual({ rejected: [], warnings: [] });
    expect(batch.groups).toHaveLength(1);
  });
});
