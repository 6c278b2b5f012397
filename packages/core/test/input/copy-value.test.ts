import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ValueCopy } from "../../src/input/copy-value.ts";

const copied = (value: unknown): { value: unknown; replaced: string[] } => {
  const copy = new ValueCopy();
  return {
    value: copy.of(value, "p"),
    replaced: copy.replaced.map(({ field, reason }) => `${field}: ${reason}`),
  };
};
const fail = (): never => {
  throw new Error("no");
};
const cyclic: Record<string, unknown> = { a: 1 };
cyclic["self"] = cyclic;
const shared = { x: 1 };

describe("ValueCopy", () => {
  it.each<[string, unknown, unknown, string[]]>([
    ["a cycle", cyclic, { a: 1, self: null }, ["p.self: cyclic"]],
    ["one object in two places", [shared, shared], [{ x: 1 }, { x: 1 }], []],
    ["a BigInt", { n: 12n }, { n: "12" }, ["p.n: bigint"]],
    ["a BigInt of a million digits", 10n ** 1_000_000n, null, ["p: bigint"]],
    ["bytes", { file: new Uint8Array(20_000_000) }, { file: null }, ["p.file: binary"]],
    ["a Buffer", { file: Buffer.alloc(5_000_000) }, { file: null }, ["p.file: binary"]],
    ["NaN", { n: Number.NaN }, { n: null }, ["p.n: not_finite"]],
    ["an invalid Date", { at: new Date("x") }, { at: null }, ["p.at: invalid_date"]],
    ["a Date", new Date(0), "1970-01-01T00:00:00.000Z", []],
    ["a URL", { url: new URL("http://a/b") }, { url: "http://a/b" }, []],
    ["a toJSON that throws", { a: { toJSON: fail } }, { a: null }, ["p.a: unreadable"]],
    ["a toJSON that returns itself", { toJSON: () => ({ a: 1 }) }, { a: 1 }, []],
    ["a lone surrogate", "a\uD800", "a\uFFFD", []],
    ["functions and symbols", { f: fail, s: Symbol("s"), a: [fail] }, { a: [null] }, []],
    ["a forbidden key", JSON.parse('{"__proto__":1,"a":2}'), { a: 2 }, ["p.__proto__: forbidden"]],
    ["a proxy that throws", new Proxy({}, { get: fail, ownKeys: fail }), null, ["p: unreadable"]],
    ["a revoked proxy", revoked(), null, ["p: unreadable"]],
  ])("copies %s", (_, value, copy, replaced) => {
    expect(copied(value)).toEqual({ value: copy, replaced });
  });

  it("loses the field whose getter throws, alone", () => {
    const value = {
      a: 1,
      get b() {
        return fail();
      },
      c: 3,
    };
    expect(copied(value)).toEqual({
      value: { a: 1, b: null, c: 3 },
      replaced: ["p.b: unreadable"],
    });
  });

  it("ends at a depth, a number of entries and a length", () => {
    let deep: unknown = 1;
    for (let i = 0; i < 10_000; i++) deep = { deep };
    expect(copied(deep).replaced[0]).toMatch(/: too_deep$/);
    expect(copied(Array.from({ length: 100_000 })).replaced).toEqual(["p: too_many"]);
    const { value, replaced } = copied("x".repeat(20_000_000));
    expect(value).toHaveLength(16_384);
    expect(replaced).toEqual(["p: too_long"]);
  });

  it("gives what JSON gives, for all that JSON can carry", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5, stringUnit: "grapheme" }), (value) => {
        fc.pre(!/"(__proto__|constructor|prototype)"/.test(JSON.stringify(value)));
        const { value: copy, replaced } = copied(value);
        expect(JSON.stringify(copy)).toBe(JSON.stringify(value));
        expect(replaced).toEqual([]);
      }),
    );
  });

  it("never throws, and gives what JSON can carry, for anything at all", () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withSparseArray: true }),
        (value) => {
          const json = JSON.stringify(copied(value).value ?? null);
          expect(json.isWellFormed()).toBe(true);
        },
      ),
    );
  });
});

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
