import axe from "axe-core";
import type { Page } from "playwright-core";

/** What axe finds against WCAG 2.2 AA on a page as it is, in the light and the dark theme. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  // As source: a script tag would break the page's policy.
  await page.evaluate(axe.source);
  const problems: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const found = await page.evaluate<string[]>(
      `axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }).then(({ violations }) =>
        violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ": " + html.slice(0, 200))))`,
    );
    problems.push(...found.map((problem) => `${colorScheme}: ${problem}`));
  }
  return problems;
}
