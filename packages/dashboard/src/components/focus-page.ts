/**
 * Moves the focus to the page's own part, for keyboards and screen readers: what had it is about to go, since it led to
 * another view of the same page.
 */
export function focusPage(): void {
  document.getElementById("main")?.focus();
}
