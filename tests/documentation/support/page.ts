import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

/** The root of the repository. */
export const ROOT = join(import.meta.dirname, "../../..");

/** A page of the repository's documentation. */
export class Page {
  readonly text: string;
  readonly #path: string;

  /** @param path below the root of the repository */
  constructor(path: string) {
    this.#path = join(ROOT, path);
    this.text = readFileSync(this.#path, "utf8");
  }

  /** The TypeScript that it shows, in order. */
  get snippets(): string[] {
    return [...this.text.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code!);
  }

  /** The cells of every row of its tables. */
  get rows(): string[][] {
    const lines = this.text.split("\n").filter((line) => line.startsWith("| "));
    return lines.map((line) =>
      line
        .slice(1, -1)
        .split("|")
        .map((cell) => cell.trim()),
    );
  }

  /** Links to a file that is not there, or to no heading of it. */
  brokenLinks(): string[] {
    const links = [...this.text.matchAll(/\]\(([^)#:]*)(?:#([^)]*))?\)/g)];
    return links
      .filter(([, path, anchor]) => {
        const target = path === "" ? this.#path : join(dirname(this.#path), path!);
        if (!existsSync(target)) return true;
        return anchor !== undefined && statSync(target).isFile() && !hasHeading(target, anchor);
      })
      .map(([link]) => link);
  }
}

/** Whether a page has a heading that GitHub gives this name in links. */
function hasHeading(path: string, name: string): boolean {
  const headings = [...readFileSync(path, "utf8").matchAll(/^#+ (.+)$/gm)];
  return headings.some(
    ([, heading]) =>
      name ===
      heading!
        .toLowerCase()
        .replaceAll(/[^\w\s-]/g, "")
        .replaceAll(" ", "-"),
  );
}
