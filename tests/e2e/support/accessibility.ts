import axe, { type RunOptions } from "axe-core";
import type { Page } from "playwright-core";

/** What is checked in each theme: all of WCAG 2.2 AA in one, and in the other what colours alone decide. */
const CHECKS = {
  light: { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
  dark: { runOnly: { type: "rule", values: ["color-contrast", "link-in-text-block"] } },
} satisfies Record<string, RunOptions>;

/** What axe finds on a page as it is, in the light and the dark theme, which differ in their colours. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  // As source: a script tag would break the page's policy.
  await page.evaluate(axe.source);
  const problems: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const found = await page.evaluate<string[]>(
      `axe.run(${JSON.stringify(CHECKS[colorScheme])}).then(({ violations }) =>
        violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ": " + html.slice(0, 200))))`,
    );
    problems.push(...found.map((problem) => `${colorScheme}: ${problem}`));
  }
  return problems;
}
