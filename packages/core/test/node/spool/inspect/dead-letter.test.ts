import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDeadLetter, refuseAgain } from "../../../../src/node/spool/inspect/dead-letter.ts";

const line = JSON.stringify({
  at: 1_790_000_000_000,
  reason: "refused",
  instance: "i",
  sdk: { name: "t", version: "1" },
  resource: { service: "orders", environment: 7 },
  group: { first: 4, last: 4, requests: [], events: [{ type: "track" }] },
});

describe("parseDeadLetter", () => {
  it("reads a letter, and of its resource what is text", () => {
    expect(parseDeadLetter(line).letter).toMatchObject({
      id: "i:4",
      at: 1_790_000_000_000,
      resource: { service: "orders", environment: undefined },
      events: [{ type: "track" }],
      refusals: 0,
    });
  });

  it("takes nothing else for a letter, and never throws", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(parseDeadLetter(text)).toEqual({ line: text, letter: undefined });
      }),
    );
    for (const change of [{ at: 1e300 }, { instance: 1 }, { resource: [] }, { group: {} }]) {
      const changed = JSON.stringify({ ...(JSON.parse(line) as object), ...change });
      expect(parseDeadLetter(changed).letter).toBeUndefined();
    }
  });
});

describe("refuseAgain", () => {
  it("keeps the letter as it was, counts, and remembers the last reason", () => {
    let refused = line;
    for (const code of ["PEEK_E_A", "PEEK_E_B"]) {
      refused = refuseAgain(parseDeadLetter(refused), { code, detail: "no" });
    }
    expect(JSON.parse(refused)).toEqual({
      ...(JSON.parse(line) as object),
      refusals: 2,
      refusal: { code: "PEEK_E_B", detail: "no" },
    });
  });
});
