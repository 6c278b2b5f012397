/** Of the names the one that a misspelt one means, as far as it can be told. */
export function nearest(given: string, names: readonly string[]): string | undefined {
  const letters = fold(given);
  const ranked = names
    .map((name) => ({ name, distance: distance(letters, fold(name)) }))
    .toSorted((a, b) => a.distance - b.distance);
  const [best] = ranked;
  if (best === undefined) return undefined;
  return best.distance <= Math.floor(best.name.length / 3) ? best.name : undefined;
}

/** `test_event_code` and `testEventCode` are the same to whoever wrote them. */
function fold(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9]/g, "").toLowerCase();
}

/** Letters to insert, leave out or exchange (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (const [index, letter] of Array.from(one).entries()) {
    const next = [index + 1];
    for (const [column, its] of Array.from(other).entries()) {
      const exchanged = row[column]! + Number(letter !== its);
      next.push(Math.min(exchanged, row[column + 1]! + 1, next[column]! + 1));
    }
    row = next;
  }
  return row.at(-1)!;
}
