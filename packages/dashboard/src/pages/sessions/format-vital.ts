import { formatDuration } from "../../format/number.ts";

/** A web vital with its name, `LCP 1.23 s`; CLS has no unit, `CLS 0.05`. */
export function formatVital(name: string, value: number): string {
  return `${name} ${name === "CLS" ? Number(value.toFixed(3)) : formatDuration(value)}`;
}
