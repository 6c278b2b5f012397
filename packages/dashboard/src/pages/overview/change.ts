/** Relative change against the range before: 0.12 is 12 % more; undefined when there is nothing to compare with. */
export function change(now: number | null, before: number | null): number | undefined {
  if (now === null || before === null || before === 0) return undefined;
  return now / before - 1;
}

/** `+12%`, `−3%`, `±0%`, `×4.2` when it more than tripled. */
export function formatChange(ratio: number): string {
  if (ratio >= 2) return `×${Number((ratio + 1).toFixed(1))}`;
  const percent = Math.round(ratio * 100);
  if (percent === 0) return "±0%";
  return percent > 0 ? `+${percent}%` : `−${-percent}%`;
}
