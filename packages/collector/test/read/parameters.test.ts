import { describe, expect, it } from "vitest";
import { Parameters } from "../../src/read/parameters.ts";

const parameters = (query: string, known = ["a", "b"]): Parameters =>
  new Parameters(`http://localhost/x?${query}`, known);

const problem = (parameter: string): Error =>
  expect.objectContaining({
    status: 400,
    code: "PEEK_E_PARAMETER",
    options: { members: { parameter } },
  }) as Error;

describe("Parameters", () => {
  it("refuses what it does not know, and what is given twice", () => {
    expect(() => parameters("c=1")).toThrow(problem("c"));
    expect(() => parameters("a=1&a=2")).toThrow(problem("a"));
    expect(() => parameters("__proto__=1")).toThrow(problem("__proto__"));
  });

  it("takes an empty value as an absent one", () => {
    const empty = parameters("a=&b=%20");
    expect(empty.text("a")).toBeUndefined();
    expect(empty.integer("b", 1, 2)).toBeUndefined();
    expect(empty.choice("a", ["x"])).toBeUndefined();
    expect(empty.list("a", ["x"])).toBeUndefined();
  });

  it("bounds the length of texts", () => {
    expect(() => parameters("a=12345").text("a", 4)).toThrow(problem("a"));
  });

  it.each(["0", "11", "1.5", "-1", "1e1", "0x1", "NaN"])(
    "refuses %j as an integer of 1 … 10",
    (value) => {
      const given = parameters(`a=${encodeURIComponent(value)}`);
      expect(() => given.integer("a", 1, 10)).toThrow(problem("a"));
    },
  );

  it("takes an integer with blanks around it", () => {
    expect(parameters("a=%2010%20").integer("a", 1, 10)).toBe(10);
  });

  it("takes one of the choices, or a list of them without repetition", () => {
    expect(parameters("a=x").choice("a", ["x", "y"])).toBe("x");
    expect(parameters("a=y,x,%20y").list("a", ["x", "y"])).toEqual(["y", "x"]);
    expect(() => parameters("a=z").choice("a", ["x", "y"])).toThrow(problem("a"));
    expect(() => parameters("a=x,").list("a", ["x", "y"])).toThrow(problem("a"));
    expect(() => parameters("a=x").choice("a", ["x"])).not.toThrow();
    expect(() => parameters("a=toString").choice("a", ["x"])).toThrow(problem("a"));
  });
});
