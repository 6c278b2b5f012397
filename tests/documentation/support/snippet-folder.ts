import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll } from "vitest";

/** A folder below that of the tests, so that imports of what is written there find the packages; gone in the end. */
export class SnippetFolder {
  readonly path = mkdtempSync(join(import.meta.dirname, "../snippets-"));

  constructor() {
    afterAll(() => rmSync(this.path, { recursive: true, force: true }));
  }

  /** Writes a file, and gives its path. */
  write(name: string, content: string): string {
    const path = join(this.path, name);
    writeFileSync(path, content);
    return path;
  }
}
