/**
 * How many backslashes stand before a place: so many times is a quote escaped.
 *
 * @param from before which none is counted
 */
export function backslashesBefore(text: string, at: number, from: number): number {
  let start = at;
  while (start > from && text[start - 1] === "\\") start--;
  return at - start;
}
