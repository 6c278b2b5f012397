import { readFileSync } from "node:fs";
import { relative } from "node:path";
import type { Result } from "./result.ts";

interface Report {
  testResults: {
    name: string;
    status: string;
    assertionResults: { ancestorTitles: string[]; title: string; status: string }[];
  }[];
}

/** Reads the report that jest and vitest write. */
export function readJestReport(file: string, folder: string): Result[] {
  const { testResults } = JSON.parse(readFileSync(file, "utf8")) as Report;
  return testResults.flatMap(({ name, status, assertionResults }) => {
    const path = relative(folder, name);
    const tests = assertionResults
      .filter((test) => test.status === "passed" || test.status === "failed")
      .map((test) => ({
        name: [path, ...test.ancestorTitles, test.title].join(" › "),
        passed: test.status === "passed",
      }));
    // A file that could not be loaded has no tests.
    return tests.length > 0 ? tests : [{ name: path, passed: status === "passed" }];
  });
}
