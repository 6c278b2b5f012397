import { expect, it } from "vitest";
import { diskAdvice } from "../src/disk-advice.ts";

it.each([
  ["ENOSPC: no space left on device, write", "Free disk space"],
  ["IO Error: Could not write file: No space left on device", "Free disk space"],
  ["EMFILE: too many open files, open 'a.js'", "ulimit -n"],
  ["EACCES: permission denied, scandir 'log'", "permission"],
  ["EROFS: read-only file system, open 'lock'", "file system writable"],
])("of %j says what helps", (message, advice) => {
  expect(diskAdvice(message)).toContain(advice);
});

it("says nothing of what it does not know", () => {
  expect(diskAdvice("IO Error: not a valid DuckDB database file")).toBeUndefined();
});
