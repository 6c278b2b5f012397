import { createPeek } from "@peekjs/core";
import { describe, expect, it } from "vitest";
import { Page } from "./support/page.ts";

const options = new Page("docs/reference/options.md").rows.map(([option]) => option!);

/** Where a migration page gives an option another name: theirs and ours. */
const renamed = ["peekapi", "serla", "rudderstack"].flatMap((page) =>
  new Page(`docs/migrate/${page}.md`).rows
    .filter(([, , ours]) => ours !== "" && options.includes(ours!))
    .flatMap(([theirs, , ours]) =>
      [...theirs!.matchAll(/`[A-Za-z]+`/g)]
        .filter(([name]) => !options.includes(name))
        .map(([name]) => ({ page, theirs: name.slice(1, -1), ours: ours!.slice(1, -1) })),
    ),
);

describe("an option under the name that it had in another client", () => {
  it("is one of many", () => expect(renamed.length).toBeGreaterThan(10));

  it.each(renamed)("is refused: $page's $theirs, and the error names $ours", ({ theirs, ours }) => {
    expect(() => createPeek({ [theirs]: "x" })).toThrow(
      expect.objectContaining({
        code: "PEEK_E_OPTION",
        message: expect.stringContaining(
          `\`${theirs}\` is another client's option. Here it is \`${ours}\``,
        ),
      }),
    );
  });
});
