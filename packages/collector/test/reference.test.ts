import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { DIALECT_ROUTES } from "../src/dialects/routes.ts";
import { ROUTES } from "../src/routes.ts";

const src = new URL("../src", import.meta.url).pathname;
const page = new URL("../../../docs/reference/http-api.md", import.meta.url);

it("names every endpoint and every error of the collector", async () => {
  const reference = await readFile(page, "utf8");
  for (const { method, path } of ROUTES) expect(reference).toContain(`${method} ${path}`);
  for (const path of DIALECT_ROUTES.flatMap(({ paths }) => paths))
    expect(reference).toContain(path);

  const files = await readdir(src, { recursive: true });
  const sources = await Promise.all(
    files.filter((file) => file.endsWith(".ts")).map((file) => readFile(join(src, file), "utf8")),
  );
  const codes = new Set(sources.join("").match(/(?<=")PEEK_E_[A-Z_]+(?=")/g));
  // Thrown to the program that creates a collector, never sent.
  codes.delete("PEEK_E_KEYS_REQUIRED");
  codes.delete("PEEK_E_OPTION");
  codes.delete("PEEK_E_DESTINATION_OPTION");
  // Told where the collector runs, of a destination that failed.
  codes.delete("PEEK_E_DESTINATION_ADDRESS");
  codes.delete("PEEK_E_DESTINATION_BROKEN");
  codes.delete("PEEK_E_DESTINATION_QUEUE");
  codes.delete("PEEK_E_DESTINATION_STORAGE_LOCKED");
  expect(codes.size).toBeGreaterThan(15);
  const headings = reference.split("\n").filter((line) => line.startsWith("#### "));
  const documented = new Set(headings.flatMap((line) => line.slice(5).split(", ")));
  for (const code of codes) expect(documented).toContain(code);
});
