import { expect, test } from "vitest";
import { publishedPackages } from "../../scripts/check/packages.ts";

interface Peers {
  readonly name: string;
  readonly peerDependencies?: Record<string, string>;
  readonly peerDependenciesMeta?: Record<string, { optional?: boolean }>;
  readonly devDependencies?: Record<string, string>;
}

/** An adapter and the package that has its framework's types, where the framework brings none. */
const adapters = publishedPackages().flatMap((manifest) => {
  const { name, peerDependencies, peerDependenciesMeta, devDependencies } = manifest as Peers;
  return Object.keys(peerDependencies ?? {})
    .map((framework) => `@types/${framework}`)
    .filter((types) => devDependencies?.[types] !== undefined)
    .map((types) => ({ name, types, peerDependencies, peerDependenciesMeta }));
});

test("some frameworks bring no types", () => {
  expect(adapters.map(({ types }) => types)).toEqual(["@types/express", "@types/koa"]);
});

// An installation that shares nothing finds only what is named, and one with two versions only so the right one.
test.each(adapters)(
  "$name takes $types of the app where it has them, in whatever version",
  ({ types, peerDependencies, peerDependenciesMeta }) => {
    expect(peerDependencies).toHaveProperty([types], "*");
    expect(peerDependenciesMeta).toHaveProperty([types], { optional: true });
  },
);
