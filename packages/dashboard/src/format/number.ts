const count = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

/** Stands where there is nothing to tell, e.g. a percentile of no requests. */
export const NOTHING = "–";

/** `18,204`. */
export function formatCount(value: number): string {
  return count.format(value);
}

/** `18.2K`: for axes and where space is short. */
export function formatCompact(value: number): string {
  return compact.format(value);
}

/** A share of 0 … 1 as `0%`, `<0.1%`, `3.4%` or `42%`. */
export function formatRate(rate: number | null): string {
  if (rate === null || Number.isNaN(rate)) return NOTHING;
  const percent = rate * 100;
  if (percent === 0) return "0%";
  if (percent < 0.1) return "<0.1%";
  return percent < 10 ? `${Number(percent.toFixed(1))}%` : `${Math.round(percent)}%`;
}

/** Milliseconds as `0.42 ms`, `4.2 ms`, `124 ms`, `1.24 s` or `2 min 5 s`. */
export function formatDuration(milliseconds: number | null): string {
  if (milliseconds === null || Number.isNaN(milliseconds)) return NOTHING;
  if (milliseconds < 1) return `${Number(milliseconds.toFixed(2))} ms`;
  if (milliseconds < 9.95) return `${Number(milliseconds.toFixed(1))} ms`;
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 9_995) return `${(milliseconds / 1_000).toFixed(2)} s`;
  if (milliseconds < 59_950) return `${(milliseconds / 1_000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

const BYTE_UNITS = ["B", "kB", "MB", "GB", "TB"];

/** Bytes in decimal units: `512 B`, `1.3 kB`. */
export function formatBytes(bytes: number | undefined): string {
  if (bytes === undefined) return NOTHING;
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < BYTE_UNITS.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  const text = unit === 0 || value >= 99.95 ? Math.round(value) : Number(value.toFixed(1));
  return `${text} ${BYTE_UNITS[unit]}`;
}
